#!/usr/bin/env bash
# The main job, as a user would run it: an emulator is up, real files are imported from the command line and followed to
# their end. Arguments: the milvus-import binary, and for each language to import from besides its name and a command that
# takes a file and its rows, such as `"Python=.venv/bin/python tests/demo.py"`.
set -euo pipefail

cli=$(realpath "$1")
folder=$(mktemp -d)
trap 'kill "$emulator" 2>/dev/null; rm -rf "$folder"' EXIT
unset MILVUS_TOKEN MILVUS_DB ZILLIZ_CLUSTER_ID

say() { printf '\n== %s\n' "$*"; }
run() {
    printf '$ milvus-import %s\n' "$*"
    "$cli" "$@"
}

say "an emulator on a free port"
mkfifo "$folder/address"
"$cli" emulator --port 0 --speed 5 >"$folder/address" 2>"$folder/requests.log" &
emulator=$!
read -r MILVUS_URI <"$folder/address"
export MILVUS_URI
echo "MILVUS_URI=$MILVUS_URI"

rows=25000
say "a JSON file of $rows rows, counted by the server"
awk -v rows=$rows 'BEGIN {
    printf "{\"rows\":["
    for (i = 0; i < rows; i++) printf "%s{\"vector\":[%.3f,%.3f]}", (i ? "," : ""), i / rows, 1 - i / rows
    print "]}"
}' >"$folder/books.json"
id=$("$cli" start --collection books "$folder/books.json")
run wait "$id"
"$cli" progress "$id" --json | grep -q "\"imported_rows\":$rows," || { echo "the demo went wrong: not $rows rows" >&2; exit 1; }

say "half of that file, which must fail with its reason and exit code 1"
head -c 400000 "$folder/books.json" >"$folder/half.json"
code=0
run start --collection books --wait "$folder/half.json" || code=$?
echo "exit code $code"
[ "$code" = 1 ] || { echo "the demo went wrong: exit code $code, not 1" >&2; exit 1; }

for language in "${@:2}"; do
    say "the same JSON file from ${language%%=*}"
    # Not quoted: it is words.
    ${language#*=} "$folder/books.json" "$rows"
done

say "all imports of this server"
run list
