#!/usr/bin/env bash
# Builds what `make demo` runs of the languages that are compiled: the programs demo-c and demo-go in the target directory.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

command -v go >/dev/null || { echo "build-demo: go is missing (https://go.dev/dl)" >&2; exit 1; }
command -v pkg-config >/dev/null || { echo "build-demo: pkg-config is missing (Debian and Ubuntu: install pkg-config)" >&2; exit 1; }
target=${CARGO_TARGET_DIR:-$here/../target}
"$here/../bindings-c/install.sh" "$target/demo-prefix" dev >/dev/null
target=$(cd "$target" && pwd)
export PKG_CONFIG_PATH=$target/demo-prefix/lib/pkgconfig CGO_ENABLED=1 CGO_LDFLAGS="-Wl,-rpath,$target/demo-prefix/lib"
# shellcheck disable=SC2046 # one word for each flag
cc -std=c11 -Wall -Wextra -Wpedantic -Werror -o "$target/demo-c" "$here/demo.c" $(pkg-config --cflags --libs milvus_import) "$CGO_LDFLAGS"
go build -C "$here/../bindings-go" -o "$target/demo-go" "$here/demo.go"
