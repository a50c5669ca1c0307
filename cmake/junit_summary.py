#!/usr/bin/env python3
"""Adds up the JUnit files that ctest wrote and the layers that ./test itself judged.

junit_summary.py count FILE            prints "PASSED FAILED SKIPPED" of one JUnit file
junit_summary.py close DIRECTORY       lists failures and skips of all layers, then the closing line; exit 1 on failure

A layer that ./test judged by itself is a file NAME.tsv with lines "passed|failed|skipped<TAB>test<TAB>reason". A test of another
layer's, run again for this one, is listed as "NAME: test".
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree


def junit_outcome(case):
    """(outcome, test name, reason). ctest also calls "not run" what it could not start: only a test that said so itself,
    with a line "SKIP: reason" or the return code agreed for it, counts as skipped."""
    name, status, skipped = case.get("name"), case.get("status"), case.find("skipped")
    output = case.findtext("system-out") or ""
    if status == "run":
        return "passed", name, ""
    message = "" if skipped is None else skipped.get("message") or ""
    said = re.search(r"^SKIP: (.+)$", output, re.MULTILINE)
    if status == "notrun" and (said or message.startswith("SKIP_RETURN_CODE")):
        return "skipped", name, said.group(1) if said else "it gives no reason"
    return "failed", name, "" if status == "fail" else output.strip() or message or str(status)


def junit_outcomes(path):
    return [junit_outcome(case) for case in ElementTree.parse(path).getroot().iter("testcase")]


def outcomes_of(path):
    if path.suffix == ".xml":
        yield from junit_outcomes(path)
    else:
        for line in path.read_text().splitlines():
            outcome, name, reason = (line.split("\t") + ["", ""])[:3]
            yield outcome, name, reason


def totals(outcomes):
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for outcome, _, _ in outcomes:
        counts[outcome] += 1
    return counts


def close(directory):
    outcomes = [(outcome, name if name.startswith(path.stem) else f"{path.stem}: {name}", reason)
                for path in sorted(pathlib.Path(directory).glob("*.*"))
                if path.suffix in (".xml", ".tsv") for outcome, name, reason in outcomes_of(path)]
    for kind in ("failed", "skipped"):
        for outcome, name, reason in outcomes:
            if outcome == kind:
                print(f"{kind}: {name}" + (f": {reason}" if reason else ""))
    counts = totals(outcomes)
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    return 1 if counts["failed"] or not counts["passed"] + counts["skipped"] else 0


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "count":
        counts = totals(outcomes_of(pathlib.Path(arguments[1])))
        print(counts["passed"], counts["failed"], counts["skipped"])
        return 0
    if len(arguments) == 2 and arguments[0] == "close":
        return close(arguments[1])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
