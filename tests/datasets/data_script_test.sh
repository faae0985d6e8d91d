#!/usr/bin/env bash
# examples/data.sh against a small archive beside it: the script is copied with the sums of that
# archive in place of the official ones, and fetches from a folder instead of the network.
#   data_script_test.sh REPOSITORY
set -euo pipefail
repository="$1"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/server/cifar-10-batches-bin"
for file in data_batch_{1,2,3,4,5}.bin test_batch.bin; do
  head -c 3073 /dev/urandom > "$work/server/cifar-10-batches-bin/$file"
done
archive="$work/server/cifar-10-binary.tar.gz"
tar -czf "$archive" -C "$work/server" cifar-10-batches-bin
bytes="$(wc -c < "$archive" | tr -d ' ')"
sha256="$(sha256sum "$archive" | cut -d ' ' -f 1)"
sed -e "s/bytes=170052171/bytes=$bytes/" -e "s/:30730000/:3073/g" \
  -e "s/sha256=c4a38c50[0-9a-f]*/sha256=$sha256/" "$repository/examples/data.sh" > "$work/data.sh"
export ACTLAB_DATA_URL="file://$work/server"
data="$work/data"

# expect CODE TEXT ARGUMENT...: the script ends with CODE and says TEXT.
expect() {
  local code=0 output
  output="$(bash "$work/data.sh" "${@:3}" 2>&1)" || code=$?
  if [[ "$code" != "$1" || "$output" != *"$2"* ]]; then
    echo "FAILED: data.sh ${*:3}: expected code $1 and \"$2\", got code $code and:"
    echo "$output"
    exit 1
  fi
}
complete() { diff -r "$work/server/cifar-10-batches-bin" "$data/cifar-10-batches-bin"; }
afresh() { rm -rf "$data"; mkdir "$data"; }

# what was typed
expect 2 "Usage"
expect 2 'unknown data set "cifar"; there are' cifar
expect 2 "unknown flag --color" cifar10 --color
expect 2 "needs the name of a folder" cifar10 --data-dir
expect 0 "needs no file" shapes
expect 0 "Example:" --help

# fetched once, and not again
expect 0 "cifar10 is ready" cifar10 --data-dir "$data"
complete
[[ "$(ls -A "$data")" == cifar-10-batches-bin ]]
expect 0 "already there" cifar10 --data-dir "$data"

# the folder may come from the environment
afresh
ACTLAB_DATA="$data" expect 0 "cifar10 is ready" cifar10
complete

# resumed: the first half is there, and stays as it is
afresh
head -c $((bytes / 2)) "$archive" > "$data/cifar-10-binary.tar.gz.part"
expect 0 "Resuming" cifar10 --data-dir "$data"
complete

# wrong bytes are found, deleted, and the next run succeeds
afresh
head -c $((bytes / 2)) /dev/zero > "$data/cifar-10-binary.tar.gz.part"
expect 1 "is not the official archive and was deleted" cifar10 --data-dir "$data"
[[ -z "$(ls -A "$data")" ]]
expect 0 "cifar10 is ready" cifar10 --data-dir "$data"

# an archive placed by hand is checked, unpacked and kept
afresh
cp "$archive" "$data"
ACTLAB_DATA_URL="file:///nowhere" expect 0 "cifar10 is ready" cifar10 --data-dir "$data"
complete
[[ -f "$data/cifar-10-binary.tar.gz" ]]

# a wrong one is named and not touched
afresh
echo wrong > "$data/cifar-10-binary.tar.gz"
expect 1 "expected $bytes bytes, SHA-256 $sha256" cifar10 --data-dir "$data"
[[ -f "$data/cifar-10-binary.tar.gz" ]]

# a folder that lacks a file is set aside
afresh
mkdir "$data/cifar-10-batches-bin"
expect 0 "The incomplete" cifar10 --data-dir "$data"
complete

# no network: what to do
afresh
ACTLAB_DATA_URL="file:///nowhere" expect 1 "Where there is no network" cifar10 --data-dir "$data"
[[ ! -e "$data/cifar-10-batches-bin" ]]

# text files, packed one by one, of which the sums of one are known
mkdir "$work/texts"
for name in train val test_2016_flickr test_2017_flickr test_2017_mscoco test_2018_flickr; do
  for language in en de; do
    printf 'one %s\ntwo\n' "$name" | gzip > "$work/texts/$name.$language.gz"
  done
done
sum="$(printf 'one train\ntwo\n' | sha256sum | cut -d ' ' -f 1)"
sed -E -e "s/(train.en):[0-9]+:[0-9a-f]{64}/\1:14:$sum/" \
  -e 's/(\.(en|de)):[0-9]{3,}:[0-9a-f]{64}/\1/' "$repository/examples/data.sh" > "$work/data.sh"
export ACTLAB_DATA_URL="file://$work/texts"
afresh
expect 0 "multi30k is ready" multi30k --data-dir "$data"
[[ "$(ls -A "$data")" == multi30k && "$(find "$data/multi30k" -type f | wc -l)" == 12 ]]
[[ "$(cat "$data/multi30k/val.de")" == "$(printf 'one val\ntwo')" ]]
expect 0 "already there" multi30k --data-dir "$data"

# without a network what has arrived stays, and files may be put there by hand
afresh
mkdir "$data/multi30k.part"
cp "$work/texts/train.en.gz" "$data/multi30k.part"
ACTLAB_DATA_URL="file:///nowhere" expect 1 "put train.de.gz, and the others" multi30k --data-dir "$data"
[[ -f "$data/multi30k.part/train.en" ]]
expect 0 "multi30k is ready" multi30k --data-dir "$data"

# wrong text, damaged packing, and languages that do not fit are refused
afresh
echo wrong | gzip > "$work/texts/train.en.gz"
expect 1 "train.en is not the official file" multi30k --data-dir "$data"
echo wrong > "$work/texts/train.en.gz"
expect 1 "was damaged" multi30k --data-dir "$data"
printf 'one train\ntwo\n' | gzip > "$work/texts/train.en.gz"
echo one | gzip > "$work/texts/val.de.gz"
expect 1 "val.de has another number of lines" multi30k --data-dir "$data"

# no room to write
touch "$work/file"
expect 1 "cannot write to the data folder" cifar10 --data-dir "$work/file/below"
echo "examples/data.sh: all checks passed"
