#!/usr/bin/env bash
# Installs what the tests of bindings-c and bindings-go need besides cargo. Does nothing when it is all there.
set -euo pipefail

name=bindings-c/setup
. "$(dirname "${BASH_SOURCE[0]}")/../setup.sh"
need gcc command -v gcc
need g++ command -v g++
need binutils command -v readelf
need cmake command -v cmake
need pkg-config command -v pkg-config
need valgrind command -v valgrind
need libcurl4-openssl-dev pkg-config --exists libcurl
debian_packages "the C tests need"
