#!/usr/bin/env bash
# Installs the releases of Milvus's SDK that these tests compare with, about 100 MB. Does nothing when they are there.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
stamp=node_modules/installed-lock.json
cmp -s package-lock.json "$stamp" && exit 0
name=drop_in/setup
. ../../../setup.sh
echo "$name: installing the releases of @zilliz/milvus2-sdk-node of package.json" >&2
quietly "npm cannot install them" npm ci --ignore-scripts --no-audit --no-fund --loglevel error
cp package-lock.json "$stamp"
