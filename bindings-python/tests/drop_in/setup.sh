#!/usr/bin/env bash
# Installs the pymilvus releases that these tests compare with into .venv-pymilvus of this checkout, about 450 MB.
# Does nothing when they are already there. The tests run it themselves, and it is runnable alone.
#
# Every release is imported for real, with its real dependencies: one environment `shared` has them for all, because
# pyarrow, pandas and grpcio alone would be 400 MB each time, and one folder a release has that release and nothing else.
set -euo pipefail

versions=(2.3.8 2.4.15 2.5.18 2.6.17 3.0.2)
# What these releases name among their requirements and their extra `bulk_writer`.
dependencies=(azure-storage-blob cachetools environs grpcio minio ml-dtypes orjson pandas protobuf pyarrow python-dotenv requests 'setuptools<81' ujson)

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)/.venv-pymilvus
stamp=$home/installed-$(IFS=_ && echo "${versions[*]}")
[ -e "$stamp" ] && exit 0

log=$(mktemp)
trap 'rm -f "$log"' EXIT
fail() {
    echo "drop_in/setup: $1$([ -s "$log" ] && echo ": $(tail -n 1 "$log")")" >&2
    exit 1
}

echo "drop_in/setup: installing pymilvus ${versions[*]} into $home" >&2
rm -rf "$home"
command -v python3 >/dev/null || fail "python3 is missing, install it first"
python3 -m venv "$home/shared" >"$log" 2>&1 ||
    fail "python3 cannot make a virtual environment (Debian and Ubuntu: install python3-venv)"
pip=("$home/shared/bin/python" -m pip --quiet --disable-pip-version-check install)
"${pip[@]}" "${dependencies[@]}" >"$log" 2>&1 || fail "pip cannot install the dependencies of pymilvus"
for version in "${versions[@]}"; do
    "${pip[@]}" --no-deps --target "$home/$version" "pymilvus==$version" >"$log" 2>&1 ||
        fail "pip cannot install pymilvus $version"
done
touch "$stamp"
