#!/usr/bin/env bash
# Builds the C library, and vets and tests the Go module over it, against the emulator and a real Milvus. Their programs
# are those in the folder MILVUS_IMPORT_PROGRAMS, or built first.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

command -v go >/dev/null || { echo "test.sh: go is missing (https://go.dev/dl)" >&2; exit 1; }
target=${CARGO_TARGET_DIR:-$here/../target}
"$here/../bindings-c/install.sh" "$target/go-prefix" dev >/dev/null
[ -n "${MILVUS_IMPORT_PROGRAMS-}" ] || cargo build --quiet --manifest-path "$here/../Cargo.toml" \
    --package milvus-import-cli --package milvus-import-tests --package milvus-import-benches --bins
"$here/../tests/setup-milvus.sh"
target=$(cd "$target" && pwd)
export PKG_CONFIG_PATH=$target/go-prefix/lib/pkgconfig LD_LIBRARY_PATH=$target/go-prefix/lib CGO_ENABLED=1
export MILVUS_IMPORT_PROGRAMS=${MILVUS_IMPORT_PROGRAMS:-$target/debug}

# What is compared and what is measured is the same package.
diff <(grep milvus/client "$here/differential/go.mod") <(grep milvus/client "$here/../benches/go/go.mod")
[ -z "$(gofmt -l "$here/../tests/demo.go")" ] || { gofmt -d "$here/../tests/demo.go" >&2; exit 1; }
for module in "$here" "$here/differential" "$here/../benches/go"; do
    cd "$module"
    [ -z "$(gofmt -l .)" ] || { gofmt -d . >&2; exit 1; }
    go vet ./...
    # Not cached: the tests are about the library, which Go does not watch.
    go test -race -count=1 -v ./... | grep -Ev '^(=== |    --- PASS)'
done

# What cannot be told from tests: that the demo's import from Go and from C comes to its end, and the benchmark runs.
cd "$here/.."
tests/build-demo.sh
tests/demo.sh "$MILVUS_IMPORT_PROGRAMS/milvus-import" "C=$target/demo-c" "Go=$target/demo-go" | grep 'rows from'
DEV=1 MILVUS_IMPORT_BENCHES=$MILVUS_IMPORT_PROGRAMS/milvus-import-benches benches/go/run.sh --smoke
