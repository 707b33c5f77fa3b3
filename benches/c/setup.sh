#!/usr/bin/env bash
# Installs what the benchmark of the C library compares with: libcurl and cJSON, from their Debian packages. Does nothing
# when they are there.
set -euo pipefail

name=benches/c/setup
. "$(dirname "${BASH_SOURCE[0]}")/../../setup.sh"
need gcc command -v gcc
need binutils command -v strip
need pkg-config command -v pkg-config
need libcurl4-openssl-dev pkg-config --exists libcurl
need libcjson-dev pkg-config --exists libcjson
debian_packages "benches/c needs"
