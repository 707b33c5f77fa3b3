#!/usr/bin/env bash
# Installs the tools of package-lock.json into node_modules, builds the native module beside package.json, and the
# TypeScript into dist. Cheap to run again: the tools are installed once for each package-lock.json, and cargo builds what
# has changed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
stamp=$here/node_modules/installed-package-lock.json
log=$(mktemp)
trap 'rm -f "$log"' EXIT

fail() {
    echo "bindings-node/setup: $1" >&2
    [ ! -s "$log" ] || tail -n 40 "$log" >&2
    exit 1
}

cd "$here"
if ! cmp -s package-lock.json "$stamp"; then
    command -v node >/dev/null || fail "node is missing, install it first (https://nodejs.org)"
    command -v npm >/dev/null || fail "npm is missing, install it first (https://nodejs.org)"
    node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit(major > 20 || (major === 20 && minor >= 17) ? 0 : 1)' || fail "node is older than 20.17"
    echo "bindings-node/setup: installing the tools of package-lock.json into $here/node_modules" >&2
    npm ci --loglevel=error >"$log" 2>&1 || fail "npm cannot install the tools"
    cp package-lock.json "$stamp"
fi

npm run --silent build >"$log" 2>&1 || fail "the package cannot be built"
