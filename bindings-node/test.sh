#!/usr/bin/env bash
# Tests the npm package as it is built here: setup.sh first. Arguments go to node's test runner.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
tests/drop_in/setup.sh
# One line for each test that went wrong, one for each file, and the counts.
node --test --test-reporter=spec "$@" tests/*.test.mjs | grep -Ev '^\s*(✔ |ℹ (suites|cancelled|todo|duration_ms) )'
