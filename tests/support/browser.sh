# Pages in a headless Chromium, for tests that source this. Without a Chromium the test ends here,
# skipped (77). Pages lie in $folder, which is removed at the end.
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
  echo "skipped: no Chromium here"
  exit 77
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

refuse() { echo "error: $*"; exit 1; }

# open PAGE[#STATE]: prints the page as the browser has made it after $patience milliseconds of its
# own clock, and keeps what it said.
patience=3000
open() {
  timeout 300 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$folder/profile" \
    --enable-logging=stderr --virtual-time-budget="$patience" --dump-dom "file://$folder/$1" \
    2>"$folder/said"
}

# open_silently NAME PAGE[#STATE] TEXT: sets `made`; the page NAME says nothing on its console, was
# drawn, and holds the text.
open_silently() {
  made=$(open "$2") || refuse "$1: the browser failed: $(tail -n 3 "$folder/said")"
  if grep 'CONSOLE' "$folder/said"; then refuse "$1 said this on its console"; fi
  if [[ $made != *"$3"* || $made == *'class="problem">This part'* ]]; then
    refuse "$1 was not drawn, or does not say '$3'"
  fi
}

# on_phone PAGE: prints what the page tells its parent where it is 390 pixels wide: in a frame,
# since a browser's own window does not get that narrow.
on_phone() {
  local told
  cat >"$folder/phone.html" <<TEXT
<body><p id="told"></p><script>
addEventListener("message", (event) => { told.textContent = event.data; });
</script><iframe src="$1" style="width: 390px; height: 844px; border: 0"></iframe>
TEXT
  told=$(open phone.html | grep -o 'id="told">[^<]*' || true)
  echo "${told#*>}"
}

# keeps_text PAGE: what stands in it as a name has not run as a script.
keeps_text() {
  if [[ $(open "$1") == *'<title>broken'* ]]; then refuse "$1: a name ran as a script"; fi
}
