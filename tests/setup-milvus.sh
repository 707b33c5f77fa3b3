#!/usr/bin/env bash
# Installs the real server that tests/tests/real_milvus.rs runs against into .venv-milvus of this checkout, about 330 MB.
# Does nothing when it is already there. Run by `make test`, and runnable alone.
set -euo pipefail

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
package=milvus==2.3.5
venv=$checkout/.venv-milvus
stamp=$venv/installed-$package
[ -e "$stamp" ] && exit 0

name=setup-milvus
. "$checkout/setup.sh"
echo "$name: installing $package into $venv" >&2
virtual_environment "$venv"
pip "$venv" "pip cannot install $package (it exists for Linux on x86_64)" --no-deps "$package"
# The package unpacks its binaries into the data directory at every first start, 5 seconds and 250 MB. Once is enough.
quietly "the binaries of $package cannot be unpacked" \
    "$venv/bin/python" -c 'import sys, milvus; milvus._initialize_data_files(sys.argv[1])' "$venv/server"
touch "$stamp"
