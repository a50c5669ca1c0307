#!/usr/bin/env bash
# Fails when a C++ file is not as clang-format leaves it.
set -euo pipefail
cd "$1"
command -v clang-format >/dev/null || { echo "SKIP: clang-format is not installed"; exit 77; }
clang-format --version | grep -q ' version 14\.' ||
  { echo "SKIP: the layout is clang-format 14's, as on Debian 12; other versions differ"; exit 77; }
find protocol authz store server tests fuzz bench \( -name '*.cpp' -o -name '*.hpp' \) -print0 |
  xargs -0 clang-format --dry-run -Werror
