#!/usr/bin/env bash
# Kills ./run study grid at random moments and starts it again until it ends; its tables must be
# those of a run that nobody disturbed, bit for bit.
#
#   killed_grid.sh PROGRAMS [KILLS [OPTION ...]]     (default: 3 kills of a tiny preset)
set -euo pipefail
programs=$1
kills=${2:-3}
shift $(($# < 2 ? $# : 2))
options=("$@")
[[ ${#options[@]} -gt 0 ]] || options=(--preset smoke --steps 4 --seeds 2 --activations relu,swish)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# grid NAME: one run, with a store and tables of that name.
grid() {
  (cd "$folder" && exec "$programs/study" grid --store "$1/s.db" --output "$1/out" --workers 2 \
    --threads 1 "${options[@]}") >"$folder/$1.log" 2>&1
}

mkdir "$folder/whole" "$folder/killed"
start=$(date +%s%N)
grid whole
took=$((($(date +%s%N) - start) / 1000000))
alive=0
for ((i = 1; i <= kills; ++i)); do
  grid killed 2> /dev/null &  # bash says of each kill that it was one
  process=$!
  # Spread over the whole run, of which each grid does a part.
  sleep "$(awk -v t="$took" -v r="$RANDOM" -v n="$kills" \
    'BEGIN { print (0.02 + 2 * r / 32768 / (n + 1)) * t / 1000 }')"
  study=$(pgrep -P "$process" || echo "$process")
  # Every other time the workers with it, which else hear of it and end in order.
  workers=$( ((i % 2)) || pgrep -P "$study" || true)
  # shellcheck disable=SC2086
  kill -9 "$study" $workers 2> /dev/null && alive=$((alive + 1))
  wait "$process" 2> /dev/null || true
done
grid killed
for file in "$folder"/whole/out*; do
  [[ $file == *.svg ]] || cmp "$file" "$folder/killed/${file##*/}"
done
((alive > 0)) || { echo "error: every kill came after the end" && exit 1; }
echo "$alive of $kills kills met a grid at work, $(ls "$folder"/whole/out* | wc -l) files, the same tables"
