#!/usr/bin/env bash
# Builds the C library, the benchmarks and their worker in C, and runs them against libcurl and cJSON: see
# benches/src/workers. `DEV=1` builds without optimization, which is enough for --smoke and nothing else.
# MILVUS_IMPORT_BENCHES names benchmarks that are built already.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

"$here/setup.sh"
profile=${DEV:+dev}
profile=${profile:-release}
target=${CARGO_TARGET_DIR:-$here/../../target}
"$here/../../bindings-c/install.sh" "$target/c-bench/prefix" "$profile" >/dev/null
[ -n "${MILVUS_IMPORT_BENCHES-}" ] || cargo build --quiet --manifest-path "$here/../Cargo.toml" --profile "$profile"
target=$(cd "$target" && pwd)
export PKG_CONFIG_PATH=$target/c-bench/prefix/lib/pkgconfig:${PKG_CONFIG_PATH-}
# shellcheck disable=SC2046 # one word for each flag
cc -std=c11 -O2 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic -Werror -o "$target/c-bench/bench" "$here"/*.c \
    $(pkg-config --cflags --libs milvus_import libcurl libcjson)
strip -o "$target/c-bench/stripped.so" "$target/c-bench/prefix/lib/libmilvus_import.so"
export LD_LIBRARY_PATH=$target/c-bench/prefix/lib
export MILVUS_IMPORT_BENCHES=${MILVUS_IMPORT_BENCHES:-$target/${profile/dev/debug}/milvus-import-benches}
exec "$MILVUS_IMPORT_BENCHES" c --weigh "$target/c-bench/stripped.so" "$@" -- "$target/c-bench/bench"
