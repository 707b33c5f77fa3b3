#!/usr/bin/env bash
# Installs the peers, builds the package and the benchmarks, and runs them against Milvus's SDK and HTTP clients: see
# benches/src/workers. `DEV=1` builds without optimization, which is enough for --smoke and nothing else.
# MILVUS_IMPORT_BENCHES names benchmarks that are built already.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
binding=$here/../../bindings-node

for tool in node npm; do
    command -v "$tool" >/dev/null || { echo "benches/node: $tool is missing, install it first" >&2; exit 1; }
done
profile=${DEV:+dev}
profile=${profile:-release}

cd "$here"
stamp=node_modules/installed-package-lock.json
if ! cmp -s package-lock.json "$stamp"; then
    echo "benches/node: installing the peers of package.json" >&2
    npm ci --ignore-scripts --no-audit --no-fund --loglevel error
    cp package-lock.json "$stamp"
fi
[ -d "$binding/compiled" ] || "$binding/setup.sh"

[ -n "${MILVUS_IMPORT_BENCHES-}" ] || cargo build --quiet --manifest-path ../Cargo.toml --profile "$profile"
cargo build --quiet --manifest-path "$binding/Cargo.toml" --profile "$profile"
target=$(cd "${CARGO_TARGET_DIR:-$here/../../target}" && pwd)/${profile/dev/debug}
export MILVUS_IMPORT_BENCHES=${MILVUS_IMPORT_BENCHES:-$target/milvus-import-benches}

# The package as npm would install it, one for each profile. Not the files in bindings-node: tests may be using them.
package=$target/node-bench/milvus-import
rm -rf "$package"
mkdir -p "$package"
cp "$binding/package.json" "$package"
node "$binding/scripts/bundle.mjs" "$package/dist"
platform=$(node -p '`${process.platform}-${process.arch}-${process.report.getReport().header.glibcVersionRuntime ? "gnu" : "musl"}`')
cp "$target/libmilvus_import_node.so" "$package/milvus-import.$platform.node"
export MILVUS_IMPORT_PACKAGE=$package
exec "$MILVUS_IMPORT_BENCHES" node "$@" -- "$(command -v node)" "$here/worker.mjs"
