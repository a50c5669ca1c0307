#!/usr/bin/env python3
"""Counts the instructions of the steps of a PUBLISH and compares them with those kept in instructions.tsv.

    instructions.py FOLDER           prints a line for each step; FOLDER holds bench_instructions and bench_authz
    instructions.py FOLDER --keep    writes the counts into instructions.tsv and into the table of docs/BENCHMARKS.md

A report and no gate: other counts do not make it fail. It fails when a program does, and says so when valgrind is missing.
"""
import argparse
import csv
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
KEPT = os.path.join(HERE, "instructions.tsv")
PAGE = os.path.join(os.path.dirname(HERE), "docs", "BENCHMARKS.md")


def read_rows():
    with open(KEPT, encoding="utf-8") as file:
        lines = file.read().splitlines()
    comments = [line for line in lines if line.startswith("#")]
    names = comments[-1].lstrip("#").split("\t")
    return comments, list(csv.DictReader((line for line in lines if not line.startswith("#")), names, delimiter="\t"))


def write_rows(comments, rows):
    with open(KEPT, "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in comments)
        file.writelines("\t".join(row.values()) + "\n" for row in rows)


def write_page(rows):
    """The table's rows are those that begin with a step's name."""
    with open(PAGE, encoding="utf-8") as file:
        text = file.read()
    for row in rows:
        begin = f"| {row['step']} | "
        text, found = re.subn(f"^{re.escape(begin)}[0-9,]+ \\|$", f"{begin}{int(row['instructions']):,} |", text, flags=re.MULTILINE)
        if found != 1:
            raise RuntimeError(f"{PAGE} has {found} rows that begin with '{begin}'")
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(text)


def count(folder, row, calls):
    """Instructions of the whole process, its preparations included."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", os.path.join(folder, row["program"]),
               row["scenario"], str(calls)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    collected = re.search(r"Collected : (\d+)", result.stderr)
    if result.returncode != 0 or not collected:
        raise RuntimeError(f"{' '.join(command)}: {result.stderr.strip()[-500:]}")
    return int(collected.group(1))


def instructions_of_one_call(folder, row):
    """What the preparations cost goes away in the difference of two counts."""
    calls = int(row["calls"])
    return round((count(folder, row, 2 * calls) - count(folder, row, calls)) / calls)


def line_of(row, counted):
    kept = int(row["instructions"])
    change = f"kept {kept:,}, {100 * (counted - kept) / kept:+.1f} %" if kept else "none kept"
    return f"instructions: {row['step']} {counted:,} ({change})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    if not shutil.which("valgrind"):
        print("instructions: not counted, valgrind is not installed")
        return 0
    comments, rows = read_rows()
    try:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            counts = list(pool.map(lambda row: instructions_of_one_call(options.folder, row), rows))
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    for row, counted in zip(rows, counts):
        print(line_of(row, counted))
    if options.keep:
        kept = [{**row, "instructions": str(counted)} for row, counted in zip(rows, counts)]
        write_rows(comments, kept)
        write_page(kept)
    return 0


if __name__ == "__main__":
    sys.exit(main())
