#!/usr/bin/env bash
# run.sh MODULE_FOLDER PROGRAMS: the core built for the browser beside the native programs, and the
# page used in a headless Chromium where there is one. ./run wasm test calls it.
set -euo pipefail
module=$1/playground_module programs=$2
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

node "$here/same_losses.js" "$1" "$programs"
for file in js wasm; do gzip -9nc "$module.$file" >"$folder/$file.gz"; done
"$programs/playground" --module "$folder/js.gz" --wasm "$folder/wasm.gz" -o "$folder/page.html"
size=$(stat -c %s "$folder/page.html")
echo "the page has $size bytes"
if ((size >= 1500000)); then
  echo "error: the page is larger than 1.5 MB" >&2
  exit 1
fi
node "$here/use_page.js" "$folder/page.html" "${@:3}" || [[ $? == 77 ]]
