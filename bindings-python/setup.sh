#!/usr/bin/env bash
# Makes .venv of this checkout with the tools of requirements-dev.txt, and builds the package into it in place.
# Cheap to run again: the tools are installed once for each requirements-dev.txt, and cargo builds what has changed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
venv=$(dirname "$here")/.venv
stamp=$venv/installed-requirements-dev.txt
log=$(mktemp)
trap 'rm -f "$log"' EXIT

fail() {
    echo "bindings-python/setup: $1" >&2
    [ ! -s "$log" ] || tail -n 40 "$log" >&2
    exit 1
}

if ! cmp -s "$here/requirements-dev.txt" "$stamp"; then
    command -v python3 >/dev/null || fail "python3 is missing, install it first"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || fail "python3 is older than 3.10"
    echo "bindings-python/setup: installing the tools of requirements-dev.txt into $venv" >&2
    rm -rf "$venv"
    python3 -m venv "$venv" >"$log" 2>&1 ||
        fail "python3 cannot make a virtual environment (Debian and Ubuntu: install python3-venv)"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements-dev.txt" >"$log" 2>&1 ||
        fail "pip cannot install the tools"
    cp "$here/requirements-dev.txt" "$stamp"
fi

unset CONDA_PREFIX
export VIRTUAL_ENV=$venv PYO3_PYTHON=$venv/bin/python PIP_DISABLE_PIP_VERSION_CHECK=1
cd "$here"
"$venv/bin/maturin" develop --quiet >"$log" 2>&1 || fail "the package cannot be built"
