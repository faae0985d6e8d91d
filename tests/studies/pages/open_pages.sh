#!/usr/bin/env bash
# open_pages.sh SYNTHETIC_PAGES: opens the pages that it writes in a headless Chromium, at several
# places, and fails on anything that a page says on its console. Skipped (77) without Chromium.
set -euo pipefail
source "$(dirname "$0")/../../support/browser.sh"
"$1" "$folder"

# check PAGE[#STATE] TEXT: the page is silent, and holds the text.
check() { open_silently "$1" "$1" "$2"; }

# narrow PAGE: on a phone no table and not the page has anything beyond the edge; it tells widths.
narrow() {
  local told measure='
    const tables = [...document.querySelectorAll(".table")];
    const wide = tables.filter((table) => table.scrollWidth > table.clientWidth);
    const {scrollWidth, clientWidth} = document.documentElement;
    const fits = wide.length === 0 && tables.length > 0 && scrollWidth <= clientWidth
      && innerWidth === 390;
    parent.postMessage(`${fits ? "fits" : "does not"}: ${wide.length} of ${tables.length} tables `
                       + `are wider, the page ${scrollWidth} of ${clientWidth}`, "*");'
  awk -v measure="<script>$measure</script>" '{ sub("</body>", ""); print } END { print measure }' \
    "$folder/$1" >"$folder/measured.html"
  told=$(on_phone measured.html)
  [[ $told == 'fits: '* ]] || refuse "$1 is wider than a phone: $told"
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
keeps_text hostile.html
