#!/usr/bin/env bash
# The README's two commands on bare Debian systems: what a new user meets, before a release. By
# hand, as root; about an hour a system on two cores, 4 GB of disk.
#
#   tests/fresh/run.sh [bookworm | trixie ...]                default: both, one after the other
#   tests/fresh/run.sh --as gcc-root | --as clang-user        only one of the two users
#   tests/fresh/run.sh --keep FOLDER                          systems stay there, and are used again
#
# Each system is made by debootstrap from the mirror that this machine's apt uses. Root has nothing
# and lets ./run install; the user without root has clang, what root installed, and no g++ by name.
# Both work in a fresh clone of the last commit. Prints what the commands print, then time,
# download, disk and the number of compiler warnings.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
[[ $(id -u) == 0 ]] || { echo "error: debootstrap and chroot need root" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "error: apt-get install debootstrap" >&2; exit 1; }
# Mounts are seen by this script alone and vanish with it.
[[ ${ACTLAB_FRESH_INSIDE:-} ]] || ACTLAB_FRESH_INSIDE=1 exec unshare --mount "$0" "$@"

systems=()
users=(gcc-root clang-user)
folder=
while (($#)); do
  case $1 in
    --as) users=("$2") && shift ;;
    --keep) folder=$2 && shift ;;
    bookworm | trixie) systems+=("$1") ;;
    *) echo "error: unknown '$1'; systems are bookworm and trixie" >&2; exit 2 ;;
  esac
  shift
done
((${#systems[@]})) || systems=(bookworm trixie)
if [[ -z $folder ]]; then
  folder=$(mktemp -d /var/tmp/actlab-fresh-XXXXXX)
  trap 'rm -rf --one-file-system "$folder"' EXIT
fi

mirror() { apt-get indextargets --format '$(REPO_URI)' 'Label: Debian' | head -n 1; }

# make_system NAME: a bare one with a user.
make_system() {
  local system=$folder/$1
  mkdir -p "$folder"
  debootstrap --variant=minbase "$1" "$system" "$(mirror)" >"$folder/$1.debootstrap.log"
  cp /etc/resolv.conf /etc/hosts "$system/etc/"
  chroot "$system" useradd --create-home user
}

# clone_into SYSTEM HOME: the last commit, whatever an earlier run left there.
clone_into() {
  rm -rf --one-file-system "${1:?}/$2/actlab"
  git clone -q --depth 1 "file://$root" "$1/$2/actlab"
  [[ $2 != home/user ]] || chroot "$1" chown -R user: /home/user
}

megabytes() { du -sm --one-file-system "$@" | awk '{ sum += $1 } END { print sum + 0 }'; }

every_step='^epoch [0-9]+/|Passed |^ +Start '  # what is not shown

# try SYSTEM USER: both commands, as that user.
try() {
  local system=$folder/$1 home=/root shell=(bash -c) command begin status=0
  if [[ $2 == clang-user ]]; then
    home=/home/user
    chroot "$system" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -q --no-install-recommends clang >/dev/null
    shell=(su user -s /bin/bash -c)
  fi
  clone_into "$system" "${home#/}"
  local before after
  before=$(megabytes "$system")
  for command in "./run train" "./run test"; do
    begin=$SECONDS
    echo "== $1, $2: $command"
    # Of this machine's environment nothing is taken along: OPENBLAS_CORETYPE would choose kernels.
    chroot "$system" env -i PATH="$PATH" HOME="$home" TERM="${TERM:-dumb}" \
      CXX="$([[ $2 == clang-user ]] && echo clang++)" "${shell[@]}" \
      "cd $home/actlab && $command" 2>&1 | grep -vE "$every_step" | tail -n 25 || status=1
    echo "-- $1, $2: $command: $(((SECONDS - begin) / 60)) min $(((SECONDS - begin) % 60)) s"
  done
  grep -A 2 'warning:' "$system$home/actlab/build/release/build.log" | head -n 30 || true
  after=$(megabytes "$system")
  echo "-- $1, $2: download $(megabytes "$system/var/cache/apt/archives") MB," \
       "disk $((after - before)) MB, of it build/ $(megabytes "$system$home/actlab/build") MB," \
       "$(grep -c 'warning:' "$system$home/actlab/build/release/build.log") warnings"
  return $status
}

failed=0
for name in "${systems[@]}"; do
  [[ -d $folder/$name/home/user ]] || make_system "$name"
  mount -t proc proc "$folder/$name/proc"
  for user in "${users[@]}"; do try "$name" "$user" || failed=1; done
  umount "$folder/$name/proc"
  [[ $folder == /var/tmp/actlab-fresh-* ]] && rm -rf --one-file-system "${folder:?}/$name"
done
exit $failed
