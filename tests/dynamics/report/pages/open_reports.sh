#!/usr/bin/env bash
# open_reports.sh SYNTHETIC_TRAINING_REPORTS: opens the pages that it writes in a headless Chromium
# and uses them as a person would, by visit.js. Fails on anything that a page says on its console,
# and on pictures without marks. Skipped (77) without Chromium.
set -euo pipefail
source "$(dirname "$0")/../../../support/browser.sh"
patience=20000
"$1" "$folder"
visit=$(<"$(dirname "$0")/visit.js")

# visited PAGE: the page with a visitor inside, as visited.html.
visited() {
  { cat "$folder/$1"; printf '<script>\n%s\n</script>\n' "$visit"; } >"$folder/visited.html"
}

# check PAGE[#STATE] TEXT: the page is silent, was drawn, answers, and said the text.
check() {
  local page=${1%%#*}
  visited "$page"
  open_silently "$1" "visited.html${1#"$page"}" "$2"
  if [[ $made != *'data-visit="well"'* ]]; then
    refuse "$1: $(grep -o 'data-visit="[^"]*"' <<<"$made" || echo 'the visit did not end')"
  fi
  if (($(stat -c %s "$folder/$page") > 15000000)); then refuse "$1 is larger than 15 MB"; fi
}

# narrow PAGE: the same visit on a phone.
narrow() {
  local told
  visited "$1"
  told=$(on_phone visited.html)
  [[ $told == well ]] || refuse "$1 on a phone: $told"
}

check 'two.html#run=1&layer=5&look=3&map=2' 'layer1.1.act, step 300'
check two.html 'Findings'
check one.html 'layer1.0.act.beta'
check 'attention.html#attention-layer=2&attention-head=1' 'begin'
check unprobed.html 'Train it with --probe every=100'
check first-look.html 'loads itself anew every'
check hostile.html 'Not drawn: '
check large.html '500'
narrow two.html
narrow attention.html
narrow hostile.html
keeps_text hostile.html
