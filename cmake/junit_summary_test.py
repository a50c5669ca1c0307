#!/usr/bin/env python3
"""What ctest reports, and how ./test counts it: above all, what could not be started has failed."""
import contextlib
import io
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import junit_summary  # noqa: E402

CASES = (  # ctest's status, the inner elements it writes, our outcome, our reason
    ("run", "<system-out>SKIP: said in passing</system-out>", "passed", ""),
    ("fail", '<failure message=""/><system-out>SKIP: and then it crashed</system-out>', "failed", ""),
    ("notrun", '<skipped message="SKIP_RETURN_CODE=77"/><system-out>SKIP: no az\n</system-out>', "skipped", "no az"),
    ("notrun", '<skipped message="SKIP_RETURN_CODE=77"/><system-out></system-out>', "skipped", "it gives no reason"),
    ("notrun", '<skipped message="Unable to find executable"/><system-out>Unable to find executable: unit_store</system-out>',
     "failed", "Unable to find executable: unit_store"),
    ("notrun", '<skipped message="Fixture dependency failed"/><system-out></system-out>', "failed",
     "Fixture dependency failed"),
    ("disabled", "<system-out>Disabled</system-out>", "failed", "Disabled"),
)


class Summary(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.directory = pathlib.Path(scratch.name)

    def closing_lines(self):
        """(exit code, lines)"""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            code = junit_summary.close(self.directory)
        return code, printed.getvalue().splitlines()

    def closing_line(self):
        code, lines = self.closing_lines()
        return code, lines[-1]

    def test_each_status_has_its_outcome(self):
        for status, inner, outcome, reason in CASES:
            with self.subTest(status=status, inner=inner):
                file = self.directory / "unit.xml"
                file.write_text(f'<testsuite><testcase name="a" status="{status}">{inner}</testcase></testsuite>')
                self.assertEqual(junit_summary.junit_outcomes(file), [(outcome, "a", reason)])

    def test_close_adds_all_layers_and_fails_for_one_failure(self):
        (self.directory / "unit.xml").write_text('<testsuite><testcase name="a" status="run"/></testsuite>')
        (self.directory / "fuzz.tsv").write_text("passed\tfuzz_decode\t\nskipped\tfuzz_json\tno clang\n")
        self.assertEqual(self.closing_line(), (0, "2 passed, 0 failed, 1 skipped"))
        (self.directory / "wire.tsv").write_text("failed\twire\tno test ran in this layer\n")
        self.assertEqual(self.closing_line(), (1, "2 passed, 1 failed, 1 skipped"))

    def test_a_test_that_ran_in_two_layers_is_listed_with_the_layer_it_failed_in(self):
        (self.directory / "wire.xml").write_text('<testsuite><testcase name="wire/a" status="run"/></testsuite>')
        (self.directory / "threads.xml").write_text('<testsuite><testcase name="wire/a" status="fail"/></testsuite>')
        self.assertEqual(self.closing_lines(), (1, ["failed: threads: wire/a", "1 passed, 1 failed, 0 skipped"]))
        (self.directory / "threads.xml").unlink()
        (self.directory / "wire.xml").write_text('<testsuite><testcase name="wire/a" status="fail"/></testsuite>')
        self.assertEqual(self.closing_lines(), (1, ["failed: wire/a", "0 passed, 1 failed, 0 skipped"]))

    def test_nothing_run_is_a_failure(self):
        self.assertEqual(self.closing_line(), (1, "0 passed, 0 failed, 0 skipped"))


if __name__ == "__main__":
    unittest.main()
