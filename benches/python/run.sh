#!/usr/bin/env bash
# Builds the benchmarks and the wheel, and runs them against pymilvus and HTTP clients: see benches/src/workers. `DEV=1` builds
# without optimization, which is enough for --smoke and nothing else.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

profile=${DEV:+dev}
profile=${profile:-release}
"$here/setup.sh" "$profile"
venv=$(cd "$here/../../.venv-bench" && pwd)
target=$(cd "${CARGO_TARGET_DIR:-$here/../../target}" && pwd)/${profile/dev/debug}
# The platform-sized set of certificates that requests, and so pymilvus, reads when it is told nothing else.
authorities=$("$venv/bin/python" -c 'import certifi; print(certifi.where())')
"$target/milvus-import-benches" python --authorities "$authorities" --weigh "$venv"/wheels/*.whl "$@" -- \
    "$venv/bin/python" -E "$here/worker.py"
cargo build --quiet --profile "$profile" --package milvus-import-cli --manifest-path "$here/../../Cargo.toml"
export MILVUS_IMPORT="$target/milvus-import"
# Takes an hour unless it is a smoke run.
case " $* " in
*" --smoke "*)
    "$venv/bin/python" -E "$here/check.py" --smoke
    exec "$venv/bin/python" -E "$here/many.py" --smoke
    ;;
*" --only "*) ;;
*)
    "$venv/bin/python" -E "$here/check.py"
    exec "$venv/bin/python" -E "$here/many.py"
    ;;
esac
