#!/usr/bin/env bash
# python_reader.sh PROGRAMS SOURCE: runs the Python of docs/reports.md on a grid and a run that it
# has trained. Skipped (77) where Python, numpy or safetensors are missing.
set -euo pipefail
programs=$1 source=$2
python3 -c 'import numpy, safetensors' 2> /dev/null || {
  echo "skipped: no Python with numpy and safetensors here"
  exit 77
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
awk '/^```python$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$source/docs/reports.md" \
  > reader.py
lines=$(wc -l < reader.py)
((lines > 0 && lines <= 24)) || { echo "error: the Python of docs/reports.md has $lines lines"; exit 1; }

"$programs/study" grid --store s.db --models resnet8 --activations 'relu,max(x, 0.1*x)' --seeds 2 \
  --steps 2 --batch-size 8 --validation 50 --workers 1 --threads 1 --picture none > grid.log
"$programs/study" export --store s.db --csv --output trials.csv
"$programs/train" --data shapes --model resnet8 --activation sine --max-steps 2 --batch-size 8 \
  --evaluate off --output run --quiet > train.log
python3 reader.py | tee said
for expected in 'resnet8 relu, 2 steps, lr 0.1: ' 'resnet8 max(x, 0.1*x), 2 steps' ' over 2 seeds' \
  'trained with sine' 'conv1.weight (16, 3, 3, 3)'; do
  grep -qF "$expected" said || { echo "error: it does not say '$expected'"; exit 1; }
done
