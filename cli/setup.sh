#!/usr/bin/env bash
# Installs the shells in which the tests of the CLI press TAB. Does nothing when they are all there.
set -euo pipefail

name=cli/setup
. "$(dirname "${BASH_SOURCE[0]}")/../setup.sh"
need bash command -v bash
need zsh command -v zsh
need fish command -v fish
debian_packages "the tests of the CLI need"
