#!/usr/bin/env bash
# Makes .venv of this checkout with the tools of requirements-dev.txt, and builds the package into it in place.
# Cheap to run again: the tools are installed once for each requirements-dev.txt, and cargo builds what has changed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
name=bindings-python/setup
. "$here/../setup.sh"
venv=$(dirname "$here")/.venv
stamp=$venv/installed-requirements-dev.txt

if ! cmp -s "$here/requirements-dev.txt" "$stamp"; then
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || fail "python3 is missing, or older than 3.10"
    echo "$name: installing the tools of requirements-dev.txt into $venv" >&2
    virtual_environment "$venv"
    pip "$venv" "pip cannot install the tools" -r "$here/requirements-dev.txt"
    cp "$here/requirements-dev.txt" "$stamp"
fi

unset CONDA_PREFIX
export VIRTUAL_ENV=$venv PYO3_PYTHON=$venv/bin/python PIP_DISABLE_PIP_VERSION_CHECK=1
cd "$here"
quietly "the package cannot be built" "$venv/bin/maturin" develop --quiet
