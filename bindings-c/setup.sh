#!/usr/bin/env bash
# Installs what the tests of bindings-c and bindings-go need besides cargo. Does nothing when it is all there.
set -euo pipefail

missing=()
need() { "${@:2}" >/dev/null 2>&1 || missing+=("$1"); }
need gcc command -v gcc
need g++ command -v g++
need binutils command -v readelf
need cmake command -v cmake
need pkg-config command -v pkg-config
need valgrind command -v valgrind
need libcurl4-openssl-dev pkg-config --exists libcurl
[ ${#missing[@]} -eq 0 ] && exit 0

if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
    echo "setup: installing ${missing[*]}" >&2
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null; then
        exit 0
    fi
fi
echo "setup: the C tests need these Debian packages, or what they are called elsewhere: ${missing[*]}" >&2
exit 1
