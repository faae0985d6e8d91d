#!/usr/bin/env bash
# Exercises: gives a student a file to fill in, and checks it.
#
#   examples/exercise.sh                  lists them
#   examples/exercise.sh N [FILE]         makes FILE (exercise-N.cpp) where there is none; else checks it
#
# ACTLAB_BUILD names the build folder. Exit code 0: all of it is right, or the file was made; 1: not
# yet; 2: the command was wrong.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${ACTLAB_BUILD:-$root/build/release}
exercises=$root/examples/exercises

list() {
  local folder
  echo "Exercises, each a file to fill in; ./run exercise N makes the file, and then checks it:"
  for folder in "$exercises"/[0-9]*/; do
    sed -n 's|^// Exercise \([0-9]*\): \(.*\)\.$|  \1  \2|p' "$folder/exercise.h"
  done
}

case ${1:-} in
  "") list; exit 0 ;;
  -h | --help) sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; list; exit 0 ;;
esac
number=$1
folder=$(find "$exercises" -maxdepth 1 -name "${number}_*" -type d)
if [[ ! $number =~ ^[0-9]+$ || -z $folder ]]; then
  echo "error: no exercise '$number'" >&2
  list >&2
  exit 2
fi
answer=${2:-exercise-$number.cpp}
if [[ ! -e $answer ]]; then
  cp "$folder/answer.cpp" "$answer"
  sed -n 's|^// \{0,1\}||p' "$folder/exercise.h"
  echo
  echo "Fill in $answer, then check it with: ./run exercise $number${2:+ $answer}"
  exit 0
fi
[[ -f $answer ]] || { echo "error: $answer is no file" >&2; exit 2; }
answer=$(cd "$(dirname "$answer")" && pwd)/$(basename "$answer")
[[ -f $build/CMakeCache.txt ]] || echo "building in $build (once; some minutes)" >&2
log=$build/exercise.log
mkdir -p "$build"
if ! { cmake -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release -DACTLAB_PROGRAMS=ON \
         -DACTLAB_EXERCISE="${folder##*/}" -DACTLAB_ANSWER="$answer" &&
       cmake --build "$build" --target exercise -j "$(nproc 2>/dev/null || echo 2)"; } >"$log" 2>&1; then
  grep -E -A 4 'error|undefined reference' "$log" | head -n 30 >&2
  echo "error: your answer does not compile; all of the compiler's words are in $log" >&2
  exit 1
fi
exec "$build/bin/exercise"
