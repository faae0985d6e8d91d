#!/usr/bin/env bash
# ./run exercise without a build: the list, a new file, and what is refused.
#   exercise_script_test.sh SOURCE_FOLDER
set -euo pipefail
script=$1/examples/exercise.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
fail() { echo "failed: $1" >&2; exit 1; }

[[ $("$script" | grep -c '^  [0-9]') == 8 ]] || fail "the list has 8 exercises"
"$script" 4 >text || fail "a file is made"
grep -q 'batch normalisation' text || fail "the text of the exercise is shown"
grep -q 'your answer' exercise-4.cpp || fail "the file is there to fill in"
"$script" 4 mine.cpp >/dev/null && [[ -f mine.cpp ]] || fail "a file of another name is made"
for wrong in 9 0 x '*'; do
  status=0
  "$script" "$wrong" >/dev/null 2>text || status=$?
  [[ $status == 2 ]] && grep -q "no exercise" text || fail "'$wrong' is refused with exit code 2"
done
