#!/usr/bin/env bash
# Fetches a data set into the data folder:
#
#   examples/data.sh cifar10 [--data-dir FOLDER]
#
# The archive is downloaded with a progress bar, resumed where an earlier download stopped, checked
# by size and SHA-256, unpacked beside its place and moved there in one step; so the data folder
# holds a data set whole or not at all. Run again, it says that the data are there and does nothing.
# ACTLAB_DATA_URL names another place that holds the archives, instead of the official one.
#
# Exit code 2: the command was wrong; 1: the data could not be fetched.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: ./run data NAME [--data-dir FOLDER]

Fetches a data set into the data folder: FOLDER, else $ACTLAB_DATA, else ~/.cache/actlab.

  cifar10    60,000 colour images of 32 x 32 in 10 classes (170 MB to download)
  cifar100   60,000 colour images of 32 x 32 in 100 classes (169 MB to download)
  shapes     is generated and needs no file

Example: ./run data cifar10 --data-dir ~/data
TEXT
}

refuse() { echo "[data] $1" >&2; exit 2; }
fail() { echo "[data] $1" >&2; exit 1; }

name=""
folder="${ACTLAB_DATA:-}"
while (($# > 0)); do
  case "$1" in
    -h | --help) usage; exit 0 ;;
    --data-dir)
      [[ -n "${2:-}" ]] || refuse "--data-dir needs the name of a folder"
      folder="$2"; shift 2 ;;
    --data-dir=?*) folder="${1#*=}"; shift ;;
    -*) refuse "unknown flag $1; see ./run data --help" ;;
    *) [[ -z "$name" ]] || refuse "one data set at a time: got $name and $1"
      name="$1"; shift ;;
  esac
done
if [[ -z "$folder" ]]; then
  [[ -n "${HOME:-}" ]] || refuse "no data folder is known: give --data-dir or set ACTLAB_DATA"
  folder="$HOME/.cache/actlab"
fi

# files: what the unpacked folder must hold, as NAME:BYTES
case "$name" in
  cifar10)
    archive=cifar-10-binary.tar.gz
    bytes=170052171
    sha256=c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd
    unpacked=cifar-10-batches-bin
    files=(data_batch_{1,2,3,4,5}.bin:30730000 test_batch.bin:30730000) ;;
  cifar100)
    archive=cifar-100-binary.tar.gz
    bytes=168513733
    sha256=58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec
    unpacked=cifar-100-binary
    files=(train.bin:153700000 test.bin:30740000) ;;
  shapes)
    echo "shapes is generated from a seed and needs no file: ./run train --data shapes"
    exit 0 ;;
  "") usage >&2; exit 2 ;;
  *) refuse "unknown data set \"$name\"; there are cifar10, cifar100 and shapes" ;;
esac
official=https://www.cs.toronto.edu/~kriz
url="${ACTLAB_DATA_URL:-$official}/$archive"
expected="$bytes bytes, SHA-256 $sha256"

size_of() { wc -c < "$1" | tr -d ' '; }

sha256_of() {
  local sum=(sha256sum)
  command -v sha256sum > /dev/null || sum=(shasum -a 256)  # macOS
  "${sum[@]}" "$1" | cut -d ' ' -f 1
}

# Is the folder $1 the data set, every file of it in its full size?
is_whole() {
  local file
  for file in "${files[@]}"; do
    [[ -f "$1/${file%:*}" && "$(size_of "$1/${file%:*}")" == "${file#*:}" ]] || return 1
  done
}

no_network_advice() {
  cat <<TEXT
could not download $url
  Where there is no network: download $archive elsewhere, from
  $official/$archive
  put it into $folder/ and run this command again: it will be checked and unpacked.
  What has arrived so far is kept, and the next run goes on from there.
TEXT
}

# Brings the file $1 to its full length, from where it stands.
transfer() {
  local progress=(--progress-bar) status=0
  [[ -t 2 ]] || progress=(--silent --show-error)
  curl --fail --location --retry 3 --connect-timeout 20 "${progress[@]}" \
    --continue-at - --output "$1" "$url" || status=$?
  if ((status == 33)); then  # this server cannot resume
    rm -f "$1"
    status=0
    curl --fail --location "${progress[@]}" --output "$1" "$url" || status=$?
  fi
  return "$status"
}

# Leaves the checked archive in the data folder.
download() {
  local part="$folder/$archive.part" got
  command -v curl > /dev/null || fail "curl is missing; install it (apt install curl)"
  if [[ -f "$part" ]] && (($(size_of "$part") > bytes)); then rm "$part"; fi
  if [[ -f "$part" ]]; then
    echo "Resuming $url at byte $(size_of "$part") of $bytes"
  else
    echo "Downloading $url, $bytes bytes"
  fi
  if [[ ! -f "$part" ]] || (($(size_of "$part") < bytes)); then
    transfer "$part" || fail "$(no_network_advice)"
  fi
  got="$(size_of "$part") bytes, SHA-256 $(sha256_of "$part")"
  if [[ "$got" != "$expected" ]]; then
    rm "$part"
    fail "what came from $url is not the official archive and was deleted; run again:
  got      $got
  expected $expected"
  fi
  mv "$part" "$folder/$archive"
}

if is_whole "$folder/$unpacked"; then
  echo "$name is already there: $folder/$unpacked"
  exit 0
fi
if ! mkdir -p "$folder" 2> /dev/null || [[ ! -w "$folder" ]]; then
  fail "cannot write to the data folder $folder"
fi

by_hand=no
if [[ -f "$folder/$archive" ]]; then
  by_hand=yes
  echo "Found $folder/$archive"
  got="$(size_of "$folder/$archive") bytes, SHA-256 $(sha256_of "$folder/$archive")"
  [[ "$got" == "$expected" ]] || fail "$folder/$archive is not the official archive:
  got      $got
  expected $expected
  Delete it and run this command again."
else
  download
fi

echo "Unpacking"
temporary="$(mktemp -d "$folder/.unpack-XXXXXX")" || fail "cannot write to the data folder $folder"
trap 'rm -rf "$temporary"' EXIT
tar -xzf "$folder/$archive" -C "$temporary" ||
  fail "cannot unpack $folder/$archive; is the disk full?"
is_whole "$temporary/$unpacked" || fail "$folder/$archive does not hold $unpacked as expected"
# An incomplete folder of that name is moved aside, never deleted: it may be somebody's work.
if [[ -e "$folder/$unpacked" ]]; then
  aside="$folder/$unpacked.incomplete-$(date +%s)"
  mv "$folder/$unpacked" "$aside"
  echo "The incomplete $folder/$unpacked is now $aside"
fi
mv "$temporary/$unpacked" "$folder/$unpacked"
[[ "$by_hand" == yes ]] || rm "$folder/$archive"
echo "$name is ready: $folder/$unpacked"
