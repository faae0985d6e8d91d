#!/bin/sh
# Records that cannot grow any more (a limit on file sizes, as a full disk) end no training, and are
# said once each.
#   file_limit_test.sh TRAIN FOLDER
set -eu
rm -rf "$2"
ulimit -f 300  # blocks of 512 or 1,024 bytes
"$1" --task points --batch-norm on --max-steps 600 --log-every 100 --probe every=10 \
  --tensorboard on --output "$2" > "$2.txt"
test "$(grep -c 'File too large; training goes on, and nothing more is recorded there' "$2.txt")" = 2
grep -q '^inside: ' "$2.txt"
grep -q '^result: 600 steps' "$2.txt"
