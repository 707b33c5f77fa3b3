#!/usr/bin/env bash
# Installs what runs notebooks and shows them into .venv-notebook of this checkout, and Chromium. Does nothing when they
# are already there. The tests run it themselves, and it is runnable alone.
#
# The environment itself has no tqdm; the folder `tqdm` in it has that and the widgets, for the path of who wants them.
set -euo pipefail

runs=(ipykernel==7.4.0 nbclient==0.11.0 nbconvert==7.17.2)
draws=(tqdm==4.70.1 ipywidgets==8.1.9)

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
home=$checkout/.venv-notebook
stamp=$home/installed-$(IFS=_ && echo "${runs[*]}_${draws[*]}")
name=notebook/setup
. "$checkout/setup.sh"

need chromium command -v chromium
debian_packages "the tests of notebooks need"
[ -e "$stamp" ] && exit 0
echo "$name: installing ${runs[*]} into $home" >&2
virtual_environment "$home"
pip "$home" "pip cannot install what runs notebooks" "${runs[@]}"
pip "$home" "pip cannot install what draws progress in notebooks" --no-deps --target "$home/tqdm" "${draws[@]}"
touch "$stamp"
