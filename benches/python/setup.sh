#!/usr/bin/env bash
# Makes .venv-bench of this checkout: the peers of requirements.txt, and milvus_import from its wheel; and the server.
# Cheap to run again. `setup.sh dev` builds without optimization, which is enough for run.sh --smoke and nothing else.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../.." && pwd)
venv=$checkout/.venv-bench
profile=${1:-release}
stamp=$venv/installed-requirements.txt

name=benches/python/setup
. "$checkout/setup.sh"

if ! cmp -s "$here/requirements.txt" "$stamp"; then
    echo "$name: installing the peers of requirements.txt into .venv-bench" >&2
    virtual_environment "$venv"
    pip "$venv" "pip cannot install the peers" --requirement "$here/requirements.txt"
    # The version that the package itself is built with.
    pip "$venv" "pip cannot install maturin" "$(grep '^maturin==' "$checkout/bindings-python/requirements-dev.txt")"
    cp "$here/requirements.txt" "$stamp"
fi

cd "$checkout"
cargo build --quiet --profile "$profile" --package milvus-import-benches
rm -rf "$venv/wheels"
quietly "maturin cannot build the wheel" "$venv/bin/maturin" build --quiet --profile "$profile" --interpreter "$venv/bin/python" \
    --manifest-path bindings-python/Cargo.toml --out "$venv/wheels"
pip "$venv" "pip cannot install the wheel" --force-reinstall --no-deps "$venv"/wheels/*.whl
