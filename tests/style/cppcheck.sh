#!/usr/bin/env bash
# cppcheck over our sources. What it must not report stands in cppcheck_suppressions.txt, each with its reason.
set -euo pipefail
cd "$1"
command -v cppcheck >/dev/null || { echo "SKIP: cppcheck is not installed"; exit 77; }
cppcheck --quiet --error-exitcode=1 --enable=warning,performance,portability --std=c++20 --language=c++ -j "$(nproc)" \
  --suppressions-list=tests/style/cppcheck_suppressions.txt --suppress=missingIncludeSystem -I . \
  --template='{file}:{line}: {id}: {message}' protocol authz store server
