#!/usr/bin/env python3
"""The style rules can fail: each is shown a tree that breaks it and one that does not."""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check_tree  # noqa: E402

HEAD = "// What this is, said in one sentence.\n"


def violations(rule, files):
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(text)
        return list(check_tree.RULES[rule](check_tree.Tree(root)))


class Rules(unittest.TestCase):
    def test_sizes(self):
        body = "void f(int a) {\n" + "  a++;\n" * 80 + "}\n"
        self.assertEqual(len(violations("sizes", {"authz/a.cpp": HEAD + body})), 1)
        self.assertEqual(len(violations("sizes", {"authz/a.cpp": HEAD + "int a;\n" * 700})), 1)
        self.assertEqual(violations("sizes", {"authz/a.cpp": HEAD + "void f() {\n  g();\n}\n"}), [])

    def test_a_long_head_over_two_lines_is_a_function(self):
        body = "void f(int a,\n       int b) {\n" + "  a++;\n" * 80 + "}\n"
        self.assertEqual(len(violations("sizes", {"authz/a.cpp": HEAD + body})), 1)

    def test_includes(self):
        self.assertEqual(len(violations("includes", {"authz/a.cpp": "#include <openssl/ssl.h>\n"})), 1)
        self.assertEqual(len(violations("includes", {"authz/a.cpp": '#include "store/b.hpp"\n',
                                                     "store/b.hpp": HEAD})), 1)
        self.assertEqual(violations("includes", {"authz/a.cpp": '#include <string>\n#include "authz/b.hpp"\n',
                                                 "authz/b.hpp": HEAD}), [])

    def test_words(self):
        self.assertEqual(len(violations("words", {"authz/a.cpp": "auto t = std::chrono::seconds(1);\n"})), 1)
        self.assertEqual(violations("words", {"server/io/a.cpp": "auto t = std::chrono::seconds(1);\n"}), [])

    def test_names_headers_twins(self):
        self.assertEqual(len(violations("names", {"authz/string_utils.cpp": HEAD})), 1)
        self.assertEqual(len(violations("headers", {"authz/a.hpp": "#pragma once\n"})), 1)
        self.assertEqual(len(violations("twins", {"authz/a.cpp": HEAD})), 1)
        self.assertEqual(violations("twins", {"authz/a.cpp": HEAD, "tests/unit/authz/a_test.cpp": HEAD}), [])

    def test_coverage(self):
        page = "| feature | state | test |\n|---|---|---|\n| a | yes | {} |\n| b | no | |\n"
        decisions = "| point | decision | test |\n|---|---|---|\n| a | b | {} |\n"
        files = {"tests/a.cpp": HEAD, "docs/DECISIONS.md": decisions.format("`tests/a.cpp`"),
                 "docs/COVERAGE.md": page.format("`tests/a.cpp: What`")}
        self.assertEqual(violations("coverage", files), [])
        for broken in ("none", "`tests/b.cpp`", "`tests/a.cpp: other`"):
            self.assertEqual(len(violations("coverage", {**files, "docs/COVERAGE.md": page.format(broken)})), 1)
        for broken in ("none", "`tests/b.cpp`"):
            self.assertEqual(len(violations("coverage", {**files, "docs/DECISIONS.md": decisions.format(broken)})), 1)


if __name__ == "__main__":
    unittest.main()
