#!/usr/bin/env bash
# open_reports.sh SYNTHETIC_TRAINING_REPORTS [LARGEST]: opens the pages that it writes in a headless
# Chromium and uses them as a person would, by visit.js. Fails on anything that a page says on its
# console, and on pictures without marks. Skipped (77) without Chromium.
set -euo pipefail
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
  echo "skipped: no Chromium here"
  exit 77
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" "$folder"
visit=$(<"$(dirname "$0")/visit.js")

# open PAGE[#STATE] [OPTION ...]: the page as the browser has made it, with a visitor inside.
open() {
  local page=${1%%#*} state=
  [[ $1 == *'#'* ]] && state="#${1#*#}"
  shift
  { cat "$folder/$page"; printf '<script>\n%s\n</script>\n' "$visit"; } >"$folder/visited.html"
  timeout 300 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$folder/profile" \
    --enable-logging=stderr --virtual-time-budget=20000 "$@" --dump-dom \
    "file://$folder/visited.html$state" 2>"$folder/said"
}

# check PAGE[#STATE] TEXT [OPTION ...]: the page is silent, was drawn, and said the text.
check() {
  local made name=$1 expected=$2
  shift 2
  made=$(open "$name" "$@") || { echo "$name: the browser failed: $(tail -n 3 "$folder/said")"; exit 1; }
  if grep 'CONSOLE' "$folder/said"; then
    echo "error: $name said this on its console"
    exit 1
  fi
  if [[ $made != *"$expected"* || $made == *'class="problem">This part'* ]]; then
    echo "error: $name was not drawn, or does not say '$expected'"
    exit 1
  fi
  if [[ $made != *'data-visit="well"'* ]]; then
    echo "error: $name: $(grep -o 'data-visit="[^"]*"' <<<"$made" || echo 'the visitor did not end')"
    exit 1
  fi
  if (($(stat -c %s "$folder/${name%%#*}") > 15000000)); then
    echo "error: $name is larger than 15 MB"
    exit 1
  fi
}

check 'two.html#run=1&layer=5&look=3&map=2' 'layer1.1.act, step 300'
check two.html 'died by step 900' --window-size=390,844
check one.html 'layer1.0.act.beta'
check unprobed.html 'Train it with --probe every=100'
check first-look.html 'loads itself anew every'
check hostile.html 'Not drawn: '
check large.html 'is shown'
if [[ $(open hostile.html) == *'<title>broken'* ]]; then
  echo "error: a name ran as a script"
  exit 1
fi
