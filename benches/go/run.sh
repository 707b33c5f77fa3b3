#!/usr/bin/env bash
# Builds the C library, the benchmarks and their worker in Go, and runs them against Milvus's own package: see
# benches/src/workers. `DEV=1` builds without optimization, which is enough for --smoke and nothing else.
# MILVUS_IMPORT_BENCHES names benchmarks that are built already.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

command -v go >/dev/null || { echo "benches/go: go is missing (https://go.dev/dl)" >&2; exit 1; }
profile=${DEV:+dev}
profile=${profile:-release}
target=${CARGO_TARGET_DIR:-$here/../../target}
"$here/../../bindings-c/install.sh" "$target/go-bench-prefix" "$profile" >/dev/null
[ -n "${MILVUS_IMPORT_BENCHES-}" ] || cargo build --quiet --manifest-path "$here/../Cargo.toml" --profile "$profile"
target=$(cd "$target" && pwd)
export PKG_CONFIG_PATH=$target/go-bench-prefix/lib/pkgconfig LD_LIBRARY_PATH=$target/go-bench-prefix/lib CGO_ENABLED=1
export MILVUS_IMPORT_BENCHES=${MILVUS_IMPORT_BENCHES:-$target/${profile/dev/debug}/milvus-import-benches}
cd "$here"
go build -o "$target/go-bench" .
exec "$MILVUS_IMPORT_BENCHES" go "$@" -- "$target/go-bench"
