#!/usr/bin/env bash
# open_pages.sh SYNTHETIC_PAGES: opens the pages that it writes in a headless Chromium, at several
# places, and fails on anything that a page says on its console. Skipped (77) without Chromium.
set -euo pipefail
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
  echo "skipped: no Chromium here"
  exit 77
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" "$folder"

# open PAGE[#STATE]: prints the page as the browser has made it, and keeps what it said.
open() {
  timeout 120 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$folder/profile" \
    --enable-logging=stderr --virtual-time-budget=3000 --dump-dom "file://$folder/$1" \
    2>"$folder/said"
}

# check PAGE[#STATE] TEXT: the page is silent, and holds the text.
check() {
  local made
  made=$(open "$1") || { echo "$1: the browser failed: $(tail -n 3 "$folder/said")"; exit 1; }
  if grep 'CONSOLE' "$folder/said"; then
    echo "error: $1 said this on its console"
    exit 1
  fi
  if [[ $made != *"$2"* || $made == *'class="problem">This part'* ]]; then
    echo "error: $1 was not drawn, or does not say '$2'"
    exit 1
  fi
}

# narrow PAGE: on a phone, 390 pixels wide, no table and not the page has anything beyond the edge.
# In a frame, since a browser's own window does not get that narrow; the page tells its widths.
narrow() {
  local made measure='
    const tables = [...document.querySelectorAll(".table")];
    const wide = tables.filter((table) => table.scrollWidth > table.clientWidth);
    const {scrollWidth, clientWidth} = document.documentElement;
    const fits = wide.length === 0 && tables.length > 0 && scrollWidth <= clientWidth
      && innerWidth === 390;
    parent.postMessage(`${fits ? "fits" : "does not"}: ${wide.length} of ${tables.length} tables `
                       + `are wider, the page ${scrollWidth} of ${clientWidth}`, "*");'
  awk -v measure="<script>$measure</script>" '{ sub("</body>", ""); print } END { print measure }' \
    "$folder/$1" > "$folder/measured.html"
  cat > "$folder/phone.html" <<< '<body><p id="told"></p><script>
    addEventListener("message", (event) => { told.textContent = event.data; });
    </script><iframe src="measured.html" style="width: 390px; height: 844px; border: 0"></iframe>'
  made=$(open phone.html | grep -o 'id="told">[^<]*')
  if [[ $made != *'>fits: '* ]]; then
    echo "error: $1 is wider than a phone: ${made#*>}"
    exit 1
  fi
}

narrow grid.html
narrow search.html
narrow hostile.html
check 'search.html#replay&trial=120&budget=1' 'The ten best after 120 trials'
check 'two.html#leaderboard-study=1' 'Ranked in synthetic random: '
check large.html 'The ten best after 2,'
check empty.html 'created 2023-11-14'
check one.html 'The ten best after 1 trial<'
check zero.html '0.0000'
check 'grid.html#curves&curves-group=1' 'resnet20 on shapes, 300 steps'
check 'hostile.html#trial=%E0%A4%A&budget=-7' 'The ten best after 1 trial<'
if [[ $(open hostile.html) == *'<title>broken'* ]]; then
  echo "error: a formula ran as a script"
  exit 1
fi
