#!/usr/bin/env bash
# clang-tidy over our sources with the compile commands of the given build. It takes minutes, so only in CI
# (CI=true) or when asked for (EG_TIDY=1).
set -euo pipefail
cd "$1"
[ "${CI:-}" = true ] || [ "${EG_TIDY:-}" = 1 ] || { echo "SKIP: runs in CI, or with EG_TIDY=1"; exit 77; }
command -v clang-tidy >/dev/null || { echo "SKIP: clang-tidy is not installed"; exit 77; }
find protocol authz store server -name '*.cpp' -print0 |
  xargs -0 -n 2 -P "$(nproc)" clang-tidy --quiet --extra-arg=-Wno-unknown-warning-option -p "$2" 2> >(grep -v ' warnings generated' >&2)
