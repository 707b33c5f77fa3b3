#!/usr/bin/env bash
# Makes .venv-bench of this checkout: the peers of requirements.txt, and milvus_import from its wheel; and the server.
# Cheap to run again. `setup.sh dev` builds without optimization, which is enough for run.py --smoke and nothing else.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../.." && pwd)
venv=$checkout/.venv-bench
profile=${1:-release}
stamp=$venv/installed-requirements.txt

fail() {
    echo "benches/python/setup: $1" >&2
    exit 1
}

pip() {
    "$venv/bin/python" -m pip --quiet --disable-pip-version-check install "$@"
}

if ! cmp -s "$here/requirements.txt" "$stamp"; then
    command -v python3 >/dev/null || fail "python3 is missing, install it first"
    echo "benches/python/setup: installing the peers of requirements.txt into .venv-bench" >&2
    rm -rf "$venv"
    python3 -m venv "$venv" || fail "python3 cannot make a virtual environment (Debian and Ubuntu: install python3-venv)"
    pip --requirement "$here/requirements.txt" || fail "pip cannot install the peers"
    # The version that the package itself is built with.
    pip "$(grep '^maturin==' "$checkout/bindings-python/requirements-dev.txt")" || fail "pip cannot install maturin"
    cp "$here/requirements.txt" "$stamp"
fi

cd "$checkout"
cargo build --quiet --profile "$profile" --package milvus-import-benches
rm -rf "$venv/wheels"
"$venv/bin/maturin" build --quiet --profile "$profile" --interpreter "$venv/bin/python" \
    --manifest-path bindings-python/Cargo.toml --out "$venv/wheels" 2>/dev/null || fail "maturin cannot build the wheel"
pip --force-reinstall --no-deps "$venv"/wheels/*.whl
echo "$profile" >"$venv/profile"
