#!/usr/bin/env bash
# Trains a ResNet-20 on shapes, 200 steps of 32 images, with every activation of the catalog, and
# writes the table of what each reached. Runs that are already in FOLDER are not trained again.
#
#   examples/every_activation.sh [FOLDER [STEPS]]     (default: runs/every_activation 200)
#
# FOLDER/results.csv is the raw result, FOLDER/results.md the table.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=${1:-$root/runs/every_activation}
steps=${2:-200}
mkdir -p "$folder"
case ${1:-} in -h | --help) sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" && exit ;; esac

names=$("$root/run" activations --markdown | awk -F'|' 'NR > 2 { split($2, n, " "); print n[1] }')
for name in $names; do
  run=$folder/$name
  [[ -f $run/status ]] && continue
  rm -rf "$run"
  status=0
  "$root/run" train --data shapes --model resnet20 --activation "$name" --batch-size 32 \
    --max-steps "$steps" --log-every 10 --quiet --output "$run" >"$folder/$name.log" 2>&1 || status=$?
  [[ $status -le 1 ]] || { cat "$folder/$name.log" >&2 && exit "$status"; }
  mv "$folder/$name.log" "$run/log"
  echo "$status" >"$run/status"
  echo "$name: $(tail -n 1 "$run/log")" >&2
done

# The values of a key in the records of a run, one a line; none where it diverged before the first.
values() {
  grep -o "\"$1\": [^,}]*" "$2/metrics.jsonl" 2>/dev/null | sed 's/.*: //' || true
}

{
  echo "activation,first_loss,last_loss,test_accuracy,outcome"
  for name in $names; do
    run=$folder/$name
    outcome=trained
    [[ $(cat "$run/status") == 0 ]] ||
      outcome=$(grep -o 'at step [0-9]*' "$run/log" | head -n 1 | sed 's/^/diverged /')
    losses=$(values loss "$run")
    echo "$name,${losses%%$'\n'*},${losses##*$'\n'},$(values test_accuracy "$run"),$outcome"
  done
} >"$folder/results.csv"

{
  echo "| activation | first loss | last loss | test accuracy | outcome |"
  echo "|---|---|---|---|---|"
  tail -n +2 "$folder/results.csv" | sort -t, -k4,4gr | awk -F, '{
    accuracy = $4 == "" ? "-" : sprintf("%.1f %%", 100 * $4)
    first = $2 == "" ? "-" : sprintf("%.3f", $2)
    last = $3 == "" ? "-" : sprintf("%.3f", $3)
    printf "| %s | %s | %s | %s | %s |\n", $1, first, last, accuracy, $5 }'
} >"$folder/results.md"
cat "$folder/results.md"
