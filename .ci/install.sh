# What only the checks need, on a new machine.   source .ci/install.sh; install PACKAGE...
install() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q '^install ok' || missing+=("$name")
  done
  ((${#missing[@]})) || return 0
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" \
    >/dev/null
}

# part NAME COMMAND...: runs it, and keeps its minutes for the table at the end.
minutes=
part() {
  local name=$1 begin=$SECONDS
  shift
  echo "== $name"
  "$@"
  minutes+=$(printf '\n%6.1f min  %s' "$(((SECONDS - begin) * 10 / 60))e-1" "$name")
}
