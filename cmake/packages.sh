#!/usr/bin/env bash
# The Debian packages that building and testing need, in one place: sourced by ./run and ./test, and run by the
# Dockerfile as `cmake/packages.sh build`. Installs only what is missing and says nothing when nothing is.

# packages_for PURPOSE: prints the package names of one purpose, as this Debian release calls them.
packages_for() {
  local release boost=1.83
  release=$(. /etc/os-release && echo "${VERSION_ID:-}")
  [ "$release" = 12 ] && boost=1.81
  case $1 in
    build) echo ca-certificates cmake g++ ninja-build "libboost${boost}-dev" "libboost-url${boost}-dev" libssl-dev \
                libsqlite3-dev rapidjson-dev libcli11-dev libspdlog-dev ;;
    test) echo catch2 python3 openssl ;;
    style) echo python3 clang clang-format clang-tidy cppcheck ;;
    fuzz) if [ "$release" = 12 ]; then echo clang libclang-rt-14-dev; else echo clang libclang-rt-dev; fi ;;
    instructions) echo valgrind python3 ;;
    acceptance) echo curl openssl python3 mosquitto-clients python3-paho-mqtt ;;
    acceptance-az) echo azure-cli ;;
    acceptance-python) echo python3-azure ;;
    acceptance-node) echo nodejs npm ;;
  esac
}

packages_missing() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s ' "$package"
  done
}

# install_packages NAME...: returns 1 after one sentence on standard error when something could not be installed.
# Nothing is ever removed for it: a package of the user's that conflicts makes the installation fail.
install_packages() {
  local missing log as_root=()
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "This script installs its packages with apt-get, which this system lacks; needed are: $*" >&2
    return 1
  fi
  missing=$(packages_missing "$@")
  [ -z "$missing" ] && return 0
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "Packages are missing and neither root nor sudo is at hand; as root, run: apt-get install $missing" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  echo "installing $missing" >&2
  log=$(mktemp)
  # shellcheck disable=SC2086  # the list is meant to split
  if ! { "${as_root[@]}" apt-get -qq -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 update &&
         "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends --no-remove \
           -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 install $missing; } >"$log" 2>&1 </dev/null; then
    tail -n 5 "$log" >&2
    echo "apt-get could not install: $missing" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# build_preset ROOT PRESET [TARGET...]: configures and builds quietly; two scripts at once wait for one another.
build_preset() {
  local root=$1 preset=$2 directory=$1/build/$2
  shift 2
  configure_preset "$root" "$preset" || return 1
  announce_wait "$directory"
  if ! (cd "$root" && flock 9 && cmake --build "$directory" ${1:+--target "$@"}) \
         >"$directory/build.log" 2>&1 9>"$directory/build.lock"; then
    grep -E -A5 'error|FAILED|CMake Error' "$directory/build.log" | head -n 40 >&2 || true  # grep may find nothing
    echo "The $preset build failed; the whole output is in $directory/build.log" >&2
    return 1
  fi
}

# announce_wait DIRECTORY: says so when another script builds there.
announce_wait() {
  [ ! -f "$1/build.lock" ] || flock -n "$1/build.lock" true || echo "waiting for the build in $1 to end" >&2
}

# configure_preset ROOT PRESET [OPTION...]: makes the build directory, or brings its list of targets and tests up to date.
configure_preset() {
  local root=$1 preset=$2 directory=$1/build/$2 command=(cmake --build "$1/build/$2" --target build.ninja)
  shift 2
  if [ ! -f "$directory/build.ninja" ]; then
    echo "building the $preset preset, which takes some minutes the first time" >&2
    mkdir -p "$directory"
    command=(cmake --preset "$preset" "$@")
  elif [ $# != 0 ]; then
    command=(cmake "$directory" "$@")
  fi
  announce_wait "$directory"
  if ! (cd "$root" && flock 9 && "${command[@]}") >"$directory/configure.log" 2>&1 9>"$directory/build.lock"; then
    tail -n 20 "$directory/configure.log" >&2 || true
    echo "Configuring the $preset build failed; the whole output is in $directory/configure.log" >&2
    return 1
  fi
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  set -euo pipefail
  for purpose in "$@"; do
    # shellcheck disable=SC2046
    install_packages $(packages_for "$purpose")
  done
fi
