#!/usr/bin/env python3
"""Rules of the source tree that a compiler does not check.

    check_tree.py RULE ROOT     prints one line per violation and exits 1 if there is one

Each rule is a function from a Tree to violations; the tables below are the rules' data.
"""
import os
import re
import sys

CODE_FOLDERS = ("protocol", "authz", "store", "server", "tests", "fuzz", "bench")
CORE_FOLDERS = ("protocol/", "authz/", "server/broker/")

FILE_LINES_MAX = 600
FUNCTION_LINES_MAX = 70
LINE_COLUMNS_MAX = 110

# What a folder's files may include in quotes, and which libraries in angle brackets (docs/ARCHITECTURE.md).
# The first prefix that fits a file decides. std means any header without a slash and without ".h".
RESULT = r"boost/(system/result|assert/source_location|throw_exception)\.hpp"
CONTAINER = r"boost/(unordered|container|intrusive)/.*"
INCLUDE_TABLE = (
    ("protocol/mqtt/topic.", ("protocol/mqtt/topic.hpp", "protocol/mqtt/utf8.hpp"), (RESULT,)),
    ("protocol/mqtt/utf8.", ("protocol/mqtt/utf8.hpp",), (RESULT,)),
    ("protocol/mqtt/", ("protocol/mqtt/",), (RESULT,)),
    ("protocol/arm/", ("protocol/arm/",), (RESULT, r"rapidjson/.*")),
    ("authz/", ("authz/", "protocol/mqtt/topic.hpp"), (RESULT, CONTAINER)),
    ("store/", ("store/",), (RESULT, r"sqlite3\.h", r"(sys|unistd|fcntl).*")),
    ("server/broker/", ("server/broker/", "protocol/mqtt/", "authz/"), (RESULT, CONTAINER)),
    ("server/control/", ("server/control/", "protocol/arm/", "authz/", "store/"),
     (RESULT, CONTAINER, r"rapidjson/.*", r"boost/url.*")),
)

# Calls and types that core code must not have: it reads no clock, file, environment or socket and does not log.
FORBIDDEN_IN_CORE = (
    (r"\bstd::chrono\b", "time is an argument"),
    (r"\b(std::)?getenv\s*\(", "core code reads no environment"),
    (r"\bstd::(cout|cerr|clog)\b|\bprintf\s*\(", "core code does not log"),
    (r"\bstd::(thread|mutex|async|this_thread)\b", "core code knows no threads"),
    (r"\bstd::random_device\b", "randomness is an argument"),
    (r"\bstd::(ifstream|ofstream|fstream|filesystem)\b", "core code knows no files"),
)
FORBIDDEN_ANYWHERE = (
    (r"\b(TODO|FIXME|XXX)\b", "an open end belongs into an issue"),
    (r"\bstd::regex\b", "slow and throwing: write the few lines"),
    (r"\b(strcpy|strcat|sprintf|gets|atoi|atof)\s*\(", "unbounded or unchecked"),
    (r"^\s*//\s*[-=*#]{4,}", "no banners"),
    (r'\bTEST_CASE\("-', "ctest hands the name over as an option"),
    (r"/wor[k]/|/tmp/bash_[j]obs", "the repository speaks of no machine"),
)
FORBIDDEN_NAMES = re.compile(r"(^|[_/])(utils?|helpers?|managers?|common|misc)([_./]|$)", re.IGNORECASE)

# Source files without a unit twin, each with its reason.
TWIN_FOLDERS = (("protocol/mqtt/", "tests/unit/mqtt/"), ("protocol/arm/", "tests/unit/arm/"),
                ("authz/", "tests/unit/authz/"), ("store/", "tests/unit/store/"),
                ("server/broker/", "tests/unit/broker/"), ("server/control/", "tests/unit/control/"))
TWIN_EXEMPT = {}


class Tree:
    """The tree's C++ files, path relative to the root -> text."""

    def __init__(self, root):
        self.root = root
        self.files = {}
        for folder in CODE_FOLDERS:
            for base, _, names in os.walk(os.path.join(root, folder)):
                for name in names:
                    if name.endswith((".cpp", ".hpp")):
                        path = os.path.join(base, name)
                        with open(path, encoding="utf-8") as file:
                            self.files[os.path.relpath(path, root)] = file.read()

    def read(self, path):
        with open(os.path.join(self.root, path), encoding="utf-8") as file:
            return file.read()

    def exists(self, path):
        return os.path.exists(os.path.join(self.root, path))


def lines_of(text):
    return text.split("\n")


NO_FUNCTION = re.compile(r"^\s*\}?\s*(if|for|while|switch|else|do|namespace|struct|class|enum|union|try|catch|return|case)\b")


def function_lengths(text):
    """(line number, length) of functions, read from the layout that clang-format leaves: a line that opens a body
    and the first later line that closes it at the indentation of the statement's first line."""
    lines = lines_of(text)
    found = []
    for number, line in enumerate(lines):
        if not line.endswith("{") or line.lstrip().startswith(("//", "#")):
            continue
        first = first_line_of_statement(lines, number)
        head = " ".join(lines[first:number + 1])
        if "(" not in head or NO_FUNCTION.match(head) or re.search(r"=\s*\{$", head):
            continue
        closing = " " * (len(lines[first]) - len(lines[first].lstrip())) + "}"
        end = next((n for n in range(number + 1, len(lines)) if lines[n].startswith(closing)), None)
        if end is not None:
            found.append((first + 1, end - first + 1))
    return found


def first_line_of_statement(lines, number):
    """Goes back over continuation lines: to after the last line that ends or opens something."""
    while number > 0:
        before = lines[number - 1].strip()
        if not before or before.endswith((";", "{", "}", ":", "*/")) or before.startswith(("//", "#")):
            break
        number -= 1
    return number


def check_sizes(tree):
    for path, text in tree.files.items():
        lines = lines_of(text)
        if len(lines) - 1 > FILE_LINES_MAX:
            yield f"{path}: {len(lines) - 1} lines, at most {FILE_LINES_MAX}: split it by idea"
        for number, line in enumerate(lines, 1):
            if len(line) > LINE_COLUMNS_MAX and "http" not in line and '"' not in line:
                yield f"{path}:{number}: {len(line)} columns, at most {LINE_COLUMNS_MAX}"
        for number, length in function_lengths(text):
            if length > FUNCTION_LINES_MAX:
                yield f"{path}:{number}: function of {length} lines, at most {FUNCTION_LINES_MAX}"


def includes_of(text):
    for number, line in enumerate(lines_of(text), 1):
        match = re.match(r'^\s*#\s*include\s+(["<])([^">]+)[">]', line)
        if match:
            yield number, match.group(1), match.group(2)


def check_includes(tree):
    for path, text in tree.files.items():
        rule = next((row for row in INCLUDE_TABLE if path.startswith(row[0])), None)
        for number, kind, name in includes_of(text):
            if kind == '"':
                if not tree.exists(name):
                    yield f"{path}:{number}: \"{name}\" is no path from the root of the tree"
                if rule and not name.startswith(rule[1]):
                    yield f"{path}:{number}: {rule[0]} may not include {name}"
            elif rule and not is_standard(name) and not any(re.fullmatch(p, name) for p in rule[2]):
                yield f"{path}:{number}: {rule[0]} may not include <{name}>"


def is_standard(name):
    return "/" not in name and not name.endswith(".h")


def check_names(tree):
    for path in tree.files:
        if FORBIDDEN_NAMES.search(path):
            yield f"{path}: name the thing, not its role (no utils, helper, manager, common)"
        if not re.fullmatch(r"[a-z0-9_./]+", path):
            yield f"{path}: file names are snake_case"


def check_headers(tree):
    for path, text in tree.files.items():
        if not path.endswith(".hpp"):
            continue
        first = lines_of(text)[0]
        if not first.startswith("// ") or len(first) < 20:
            yield f"{path}:1: a header starts with a comment that says what it is"
        if "#pragma once" not in text:
            yield f"{path}: no #pragma once"


def check_words(tree):
    for path, text in tree.files.items():
        rules = FORBIDDEN_ANYWHERE + (FORBIDDEN_IN_CORE if path.startswith(CORE_FOLDERS) else ())
        for number, line in enumerate(lines_of(text), 1):
            for pattern, why in rules:
                if re.search(pattern, line):
                    yield f"{path}:{number}: {line.strip()[:60]} ({why})"


def check_twins(tree):
    for path in tree.files:
        if not path.endswith(".cpp") or path in TWIN_EXEMPT:
            continue
        for folder, twins in TWIN_FOLDERS:
            if path.startswith(folder):
                twin = twins + path[len(folder):-len(".cpp")] + "_test.cpp"
                if not tree.exists(twin):
                    yield f"{path}: no twin {twin}"
    for path in TWIN_EXEMPT:
        if not tree.exists(path):
            yield f"{path}: exempt from twins but gone"


def check_coverage(tree):
    """Each row of docs/COVERAGE.md that says yes or partly names its test as `path` or `path: text in it`, and each
    row of docs/DECISIONS.md the test that fixes it."""
    for number, line in enumerate(lines_of(tree.read("docs/COVERAGE.md")), 1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or len(cells) < 3 or cells[1] not in ("yes", "partly"):
            continue
        tests = re.findall(r"`([^`]+)`", cells[-1])
        if not tests:
            yield f"docs/COVERAGE.md:{number}: says {cells[1]} and names no test"
        for test in tests:
            path, _, text = test.partition(": ")
            if not tree.exists(path):
                yield f"docs/COVERAGE.md:{number}: there is no {path}"
            elif text and text not in tree.read(path):
                yield f"docs/COVERAGE.md:{number}: {path} does not hold '{text}'"
    for number, line in enumerate(lines_of(tree.read("docs/DECISIONS.md")), 1):
        tests = re.findall(r"`((?:tests|testdata)/[^`]+)`", line)
        if line.startswith("| ") and not tests and not line.startswith("| point"):
            yield f"docs/DECISIONS.md:{number}: names no test"
        for test in tests:
            if not tree.exists(test):
                yield f"docs/DECISIONS.md:{number}: there is no {test}"


RULES = {"sizes": check_sizes, "includes": check_includes, "names": check_names, "headers": check_headers,
         "words": check_words, "twins": check_twins, "coverage": check_coverage}


def main(arguments):
    if len(arguments) != 3 or arguments[1] not in RULES:
        print(f"usage: check_tree.py {'|'.join(RULES)} ROOT", file=sys.stderr)
        return 2
    violations = list(RULES[arguments[1]](Tree(arguments[2])))
    print("\n".join(violations) if violations else f"{arguments[1]}: nothing to complain about")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
