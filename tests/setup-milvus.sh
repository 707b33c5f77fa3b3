#!/usr/bin/env bash
# Installs the real server that tests/tests/real_milvus.rs runs against into .venv-milvus of this checkout, about 330 MB.
# Does nothing when it is already there. Run by `make test`, and runnable alone.
set -euo pipefail

package=milvus==2.3.5
venv=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/.venv-milvus
stamp=$venv/installed-$package
[ -e "$stamp" ] && exit 0

log=$(mktemp)
trap 'rm -f "$log"' EXIT
fail() {
    echo "setup-milvus: $1$([ -s "$log" ] && echo ": $(tail -n 1 "$log")")" >&2
    exit 1
}

echo "setup-milvus: installing $package into $venv" >&2
rm -rf "$venv"
command -v python3 >/dev/null || fail "python3 is missing, install it first"
python3 -m venv "$venv" >"$log" 2>&1 ||
    fail "python3 cannot make a virtual environment (Debian and Ubuntu: install python3-venv)"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "$package" >"$log" 2>&1 ||
    fail "pip cannot install $package (it exists for Linux on x86_64)"
# The package unpacks its binaries into the data directory at every first start, 5 seconds and 250 MB. Once is enough.
"$venv/bin/python" -c 'import sys, milvus; milvus._initialize_data_files(sys.argv[1])' "$venv/server" >"$log" 2>&1 ||
    fail "the binaries of $package cannot be unpacked"
touch "$stamp"
