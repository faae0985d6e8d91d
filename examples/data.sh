#!/usr/bin/env bash
# Fetches a data set into the data folder:
#
#   examples/data.sh cifar10 [--data-dir FOLDER]
#
# The archive is downloaded with a progress bar, resumed where an earlier download stopped, checked
# by size and SHA-256, unpacked beside its place and moved there in one step; so the data folder
# holds a data set whole or not at all. Run again, it says that the data are there and does nothing.
# Sets of text files are fetched file by file, into NAME.part, in the same way.
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
  multi30k   29,000 captions in English and German, with validation and test sets (2 MB)
  wmt14      4.5 million sentences in English and German, tokenised, by Stanford (1.4 GB)
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

# files: what the unpacked folder must hold, as NAME:BYTES; of text files, as NAME:BYTES:SHA-256, or
# the name alone where neither is known
texts=no
suffix=""
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
  multi30k)
    texts=yes
    official=https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw
    suffix=.gz
    files=(
      train.en:1801238:460a15fbd157e34a7a9957ee388c1ca247fe47af3ef25fb50442af6c274e0fc6
      train.de:2110398:2c2b73fd2b548fbcde3a875e0a78d6ee94d498bfdee6bd3eae3945779e9ddf72
      val.en:63297:1f2a23d992769b5b3d209b0a10dd0b77c08cceb1f20dfb97ed0aafa49d107227
      val.de:75981:660e09eb7e1da2f856ea13ee5ad3cf6d36b3d5b0b733c857e94c5747a3dfc660
      test_2016_flickr.en:62076:399a4382932c1aadd3ceb9bef1008d388a64c76d4ae4e9d4728c6f4301cac182
      test_2016_flickr.de:70649:4be6b5b3236b79c25475c6bb829800a7ce559e9ba7a1f6c2394fe4d40be46d16
      test_2017_flickr.en:55242:ce1450ddc5ab0834502579d77a170849952e15a2938b34cc503bdc25ebb4fb98
      test_2017_flickr.de:64059:c3078bc3b36808bf9d20eb2347ed6137016179ef59ec0d2b9b8ecc3fb2880081
      test_2017_mscoco.en:24949:43051fdfa86fd5395182e718a94ca67b1b227b9f7c79596ff0f6b813216981d2
      test_2017_mscoco.de:29906:58277df3c75f92f7145a11b910b553d1cf82c439249d4dc237c899609eafac22
      test_2018_flickr.en:70603:4e585c2dd525911a6ea7730e9d0b516239af3f1b1ffae6a2130223cfb639f25e
      test_2018_flickr.de:80893:39fcc8b3331d76fb42d648d019c6898b0d5e58baac87bc2a0bb93f44ec8db207)
    ;;
  wmt14)
    texts=yes
    official=https://nlp.stanford.edu/projects/nmt/data/wmt14.en-de
    files=({train,newstest2012,newstest2013,newstest2014,newstest2015}.{en,de}) ;;
  shapes)
    echo "shapes is generated from a seed and needs no file: ./run train --data shapes"
    exit 0 ;;
  "") usage >&2; exit 2 ;;
  *) refuse "unknown data set \"$name\"; there are cifar10, cifar100, multi30k, wmt14 and shapes" ;;
esac
if [[ "$texts" == no ]]; then
  official=https://www.cs.toronto.edu/~kriz
  url="${ACTLAB_DATA_URL:-$official}/$archive"
  expected="$bytes bytes, SHA-256 $sha256"
fi

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

# ---- text files ---------------------------------------------------------------------------------

# Is there, under $1, the text file described as $2?
is_text() {
  local name bytes sha256
  IFS=: read -r name bytes sha256 <<< "$2"
  [[ -s "$1/$name" ]] || return 1
  [[ -z "$bytes" || "$(size_of "$1/$name")" == "$bytes" ]] || return 1
  [[ -z "$sha256" || "$(sha256_of "$1/$name")" == "$sha256" ]]
}

are_texts() {
  local file
  for file in "${files[@]}"; do is_text "$1" "$file" || return 1; done
}

# Brings one text file into the folder $1, from where an earlier try stopped.
fetch_text() {
  local name="${2%%:*}" fetched="$1/${2%%:*}$suffix"
  is_text "$1" "$2" && return 0
  if [[ ! -s "$fetched" ]]; then
    url="${ACTLAB_DATA_URL:-$official}/$name$suffix"
    echo "Downloading $url"
    transfer "$fetched.partial" || fail "could not download $url
  Where there is no network: put $name$suffix, and the others from
  $official, into $1/
  and run this command again. What has arrived so far is kept."
    mv "$fetched.partial" "$fetched"
  fi
  if [[ "$suffix" == .gz ]]; then
    gzip -dc "$fetched" > "$1/$name.partial" || { rm "$fetched"; fail "$fetched was damaged and \
was deleted; run again"; }
    mv "$1/$name.partial" "$1/$name"
    rm "$fetched"
  fi
  is_text "$1" "$2" && return 0
  rm "$1/$name"
  fail "what came as $name is not the official file and was deleted; run again"
}

fetch_texts() {
  local part="$folder/$name.part" file language
  if are_texts "$folder/$name"; then
    echo "$name is already there: $folder/$name"
    return 0
  fi
  mkdir -p "$part" 2> /dev/null || fail "cannot write to the data folder $folder"
  command -v curl > /dev/null || fail "curl is missing; install it (apt install curl)"
  for file in "${files[@]}"; do fetch_text "$part" "$file"; done
  for file in "${files[@]}"; do  # line n of both languages is a pair
    language="${file%%:*}"
    [[ "$(wc -l < "$part/$language")" == "$(wc -l < "$part/${language%.*}.en")" ]] ||
      fail "$part/$language has another number of lines than the English; delete both and run again"
  done
  if [[ -e "$folder/$name" ]]; then
    mv "$folder/$name" "$folder/$name.incomplete-$(date +%s)"
    echo "The incomplete $folder/$name was moved aside"
  fi
  mv "$part" "$folder/$name"
  echo "$name is ready: $folder/$name"
}

# ---- archives -----------------------------------------------------------------------------------

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

if [[ "$texts" == yes ]]; then
  fetch_texts
  exit 0
fi
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
