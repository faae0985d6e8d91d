#!/usr/bin/env bash
# What the lessons cost here: each lesson's command as it is by default, in a folder of its own, as
# a row of a table with seconds on the clock and of the processor, and its last line, the sentence.
#   docs/lessons/times.sh [COMMAND ...]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
commands=("$@")
((${#commands[@]} > 0)) || commands=(backprop depth stability precision twins
  "twins --task points --data spirals --depth 6 --max-steps 500")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo "| command | seconds | of the processor | sentence |"
echo "|---|---|---|---|"
for command in "${commands[@]}"; do
  "$root/run" "${command%% *}" --help >/dev/null  # builds it
  TIMEFORMAT='%R %U %S'
  # shellcheck disable=SC2086
  time_taken=$({ time "$root/run" $command >said.txt 2>&1; } 2>&1) ||
    { cat said.txt >&2; exit 1; }
  awk -v command="$command" -v taken="$time_taken" '
    { last = $0 }
    END {
      split(taken, t, " ")
      printf "| `./run %s` | %.1f | %.1f | %s |\n", command, t[1], t[2] + t[3], last
    }' said.txt
done
