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

# visited PAGE: the page with a visitor inside, as visited.html.
visited() {
  { cat "$folder/$1"; printf '<script>\n%s\n</script>\n' "$visit"; } >"$folder/visited.html"
}

# open PAGE[#STATE]: prints the page as the browser has made it.
open() {
  timeout 300 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$folder/profile" \
    --enable-logging=stderr --virtual-time-budget=20000 --dump-dom "file://$folder/$1" \
    2>"$folder/said"
}

# check PAGE[#STATE] TEXT: the page is silent, was drawn, answers, and said the text.
check() {
  local made name=$1 expected=$2 page=${1%%#*}
  visited "$page"
  made=$(open "visited.html${name#"$page"}") || {
    echo "$name: the browser failed: $(tail -n 3 "$folder/said")"
    exit 1
  }
  if grep 'CONSOLE' "$folder/said"; then
    echo "error: $name said this on its console"
    exit 1
  fi
  if [[ $made != *"$expected"* || $made == *'class="problem">This part'* ]]; then
    echo "error: $name was not drawn, or does not say '$expected'"
    exit 1
  fi
  if [[ $made != *'data-visit="well"'* ]]; then
    echo "error: $name: $(grep -o 'data-visit="[^"]*"' <<<"$made" || echo 'the visit did not end')"
    exit 1
  fi
  if (($(stat -c %s "$folder/${name%%#*}") > 15000000)); then
    echo "error: $name is larger than 15 MB"
    exit 1
  fi
}

# narrow PAGE: the same visit on a phone, 390 pixels wide: in a frame, since a browser's own window
# does not get that narrow.
narrow() {
  local made
  visited "$1"
  cat >"$folder/phone.html" <<<'<body><p id="told"></p><script>
    addEventListener("message", (event) => { told.textContent = event.data; });
    </script><iframe src="visited.html" style="width: 390px; height: 844px; border: 0"></iframe>'
  made=$(open phone.html | grep -o 'id="told">[^<]*')
  if [[ $made != 'id="told">well' ]]; then
    echo "error: $1 on a phone: ${made#*>}"
    exit 1
  fi
}

check 'two.html#run=1&layer=5&look=3&map=2' 'layer1.1.act, step 300'
check two.html 'Findings'
check one.html 'layer1.0.act.beta'
check unprobed.html 'Train it with --probe every=100'
check first-look.html 'loads itself anew every'
check hostile.html 'Not drawn: '
check large.html '500'
narrow two.html
narrow hostile.html
if [[ $(open hostile.html) == *'<title>broken'* ]]; then
  echo "error: a name ran as a script"
  exit 1
fi
