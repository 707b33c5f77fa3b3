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

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
home=$checkout/.venv-pymilvus
stamp=$home/installed-$(IFS=_ && echo "${versions[*]}")
[ -e "$stamp" ] && exit 0

name=drop_in/setup
. "$checkout/setup.sh"
echo "$name: installing pymilvus ${versions[*]} into $home" >&2
rm -rf "$home"
virtual_environment "$home/shared"
pip "$home/shared" "pip cannot install the dependencies of pymilvus" "${dependencies[@]}"
for version in "${versions[@]}"; do
    pip "$home/shared" "pip cannot install pymilvus $version" --no-deps --target "$home/$version" "pymilvus==$version"
done
touch "$stamp"
