#!/usr/bin/env bash
# Installs the tools of package-lock.json into node_modules, builds the native module beside package.json, and the
# TypeScript into dist. Cheap to run again: the tools are installed once for each package-lock.json, and cargo builds what
# has changed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
name=bindings-node/setup
. "$here/../setup.sh"
stamp=$here/node_modules/installed-package-lock.json

cd "$here"
if ! cmp -s package-lock.json "$stamp"; then
    command -v node >/dev/null || fail "node is missing, install it first (https://nodejs.org)"
    command -v npm >/dev/null || fail "npm is missing, install it first (https://nodejs.org)"
    node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit(major > 20 || (major === 20 && minor >= 17) ? 0 : 1)' || fail "node is older than 20.17"
    echo "$name: installing the tools of package-lock.json into $here/node_modules" >&2
    quietly "npm cannot install the tools" npm ci --loglevel=error
    cp package-lock.json "$stamp"
fi

quietly "the package cannot be built" npm run --silent build
