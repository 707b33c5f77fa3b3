#!/usr/bin/env bash
# Builds the C library, and vets and tests the Go module over it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

command -v go >/dev/null || { echo "test.sh: go is missing (https://go.dev/dl)" >&2; exit 1; }
prefix=${CARGO_TARGET_DIR:-$here/../target}/go-prefix
"$here/../bindings-c/install.sh" "$prefix" dev
prefix=$(cd "$prefix" && pwd)
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig LD_LIBRARY_PATH=$prefix/lib CGO_ENABLED=1

for module in "$here" "$here/differential"; do
    cd "$module"
    [ -z "$(gofmt -l .)" ] || { gofmt -d . >&2; exit 1; }
    go vet ./...
    # Not cached: the tests are about the library, which Go does not watch.
    go test -race -count=1 -v ./... | grep -Ev '^(=== |    --- PASS)'
done
