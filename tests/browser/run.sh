#!/usr/bin/env bash
# run.sh BUILD [CTEST OPTION ...]: the core's tests under node, as BUILD has them for the browser;
# then which of them cannot run there and why, and the count. Fails where a test fails, and where
# one of tests/core is neither run nor named. ./run wasm test calls it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$1
log=$build/Testing/Temporary/LastTest.log

status=0
(cd "$build" && ctest --output-on-failure "${@:2}") || status=$?
grep '^not run here: ' "$log" || true

# [doctest] test cases: 40 | 39 passed | 1 failed | 11 skipped
# [doctest] assertions: 1203 | 1202 passed | 1 failed |
read -r run assertions failed skipped < <(awk '
  /^\[doctest\] test cases:/ { gsub(/\|/, " "); run += $4; failed += $7; skipped += $9 }
  /^\[doctest\] assertions:/ { gsub(/\|/, " "); assertions += $3 }
  END { printf "%d %d %d %d\n", run, assertions, failed, skipped }' "$log")
echo "$run tests, $assertions assertions, $failed failed; $skipped cannot run under node"

written=$(cat "$here"/../core/*/*.cpp "$here"/../core/*/*/*.cpp | grep -c '^TEST_CASE(')
if (($# == 1 && run + skipped != written)); then
  echo "error: tests/core has $written tests, of which $((run + skipped)) were met" >&2
  exit 1
fi
exit "$status"
