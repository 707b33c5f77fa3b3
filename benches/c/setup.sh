#!/usr/bin/env bash
# Installs what the benchmark of the C library compares with: libcurl and cJSON, from their Debian packages. Does nothing
# when they are there.
set -euo pipefail

missing=()
need() { "${@:2}" >/dev/null 2>&1 || missing+=("$1"); }
need gcc command -v gcc
need binutils command -v strip
need pkg-config command -v pkg-config
need libcurl4-openssl-dev pkg-config --exists libcurl
need libcjson-dev pkg-config --exists libcjson
[ ${#missing[@]} -eq 0 ] && exit 0

if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
    echo "setup: installing ${missing[*]}" >&2
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null; then
        exit 0
    fi
fi
echo "setup: benches/c needs these Debian packages, or what they are called elsewhere: ${missing[*]}" >&2
exit 1
