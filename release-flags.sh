# Sourced before a release build, so that what is shipped does not tell where it was built: panics name source files.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export RUSTFLAGS="${RUSTFLAGS-} --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=crates --remap-path-prefix=$root=milvus-import"
