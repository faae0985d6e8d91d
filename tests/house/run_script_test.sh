#!/usr/bin/env bash
# What ./run installs, for which command, and whom it asks: with stand-ins for the system's tools,
# so that nothing is installed or built.  run_script_test.sh ROOT
set -u
root=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/tree" "$work/tree/cmake"
cp "$root/run" "$work/tree/"
cp "$root/cmake/dependencies.cmake" "$work/tree/cmake/"
failures=0

# stand_in NAME TEXT: a program that does what TEXT says.
stand_in() { printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1" && chmod +x "$work/bin/$1"; }
for tool in bash sh env tr sed awk grep mkdir tail mktemp cat dirname getconf; do
  ln -s "$(command -v $tool)" "$work/bin/$tool"
done
for tool in c++ ninja pkg-config curl; do stand_in "$tool" 'exit 0'; done
stand_in cmake 'echo "cmake was asked"; exit 1'
stand_in dpkg-query 'for last; do :; done; case " $INSTALLED " in *" $last "*) echo install ok;; *) exit 1;; esac'
stand_in apt-get 'echo "apt-get $*" >>"$WORK/calls"'
stand_in sudo 'echo "sudo" >>"$WORK/calls"; exec "$@"'
stand_in id 'echo "$USER_NUMBER"'

# run USER INSTALLED ARGUMENT...: text of both streams in $said, what was installed in $calls. Of the
# tester's own environment, which may name another compiler, nothing is left.
run() {
  local user=$1 installed=$2
  shift 2
  : >"$work/calls"
  said=$(env -i PATH="$work/bin" WORK="$work" USER_NUMBER="$user" INSTALLED="$installed" \
    CI="${ci:-}" "$work/tree/run" "$@" 2>&1 </dev/null)
  calls=$(cat "$work/calls")
}
check() {  # check WHAT TEXT PATTERN [absent]
  if [[ ${4:-} == absent ]]; then [[ $2 != *"$3"* ]]; else [[ $2 == *"$3"* ]]; fi && return
  echo "FAILED: $1: ${4:-wanted} '$3' in: $2"
  failures=$((failures + 1))
}

core="libtbb-dev libsleef-dev libstb-dev nlohmann-json3-dev libcli11-dev"
# Whatever an image room of the library needs besides is in the table, and counts as installed.
core+=" $(sed -n 's/^  "[^|]*|[^|]*|image files|.*|\([^|]*\)|[^|]*"[)]*$/\1/p' "$root/cmake/dependencies.cmake" | tr '\n' ' ')"

run 1000 "$core" explain relu
check "a user is told what is missing and why" "$said" "libopenblas-pthread-dev    OpenBLAS, for products"
check "and what is there is tried" "$said" "cmake was asked"
check "explain needs no test framework" "$said" doctest absent
check "nor a database" "$said" sqlite absent
check "nobody at a terminal: nothing is installed" "$calls" apt-get absent

run 1000 "$core" --yes explain relu
check "--yes installs" "$calls" "install -y -q --no-install-recommends libopenblas-pthread-dev"
check "with sudo" "$calls" sudo
ci=true run 1000 "$core" explain relu
check "so does CI" "$calls" libopenblas-pthread-dev

run 0 "$core libopenblas-pthread-dev" test
check "root is not asked" "$calls" "libsqlite3-dev doctest-dev libpq-dev"
check "and needs no sudo" "$calls" sudo absent
check "the tests need no benchmark" "$calls" libbenchmark-dev absent
run 0 "$core libopenblas-pthread-dev" worker --store postgresql://host/studies
check "PostgreSQL where a store is named so" "$calls" "libsqlite3-dev libpq-dev"
run 0 "$core libopenblas-pthread-dev" plot runs/relu
check "curves of runs need no database" "$calls" sqlite absent
run 0 "$core libopenblas-pthread-dev" plot --study night
check "those of a study do" "$calls" libsqlite3-dev

rm "$work/bin/sudo" "$work/bin/cmake"
run 1000 "$core libopenblas-pthread-dev" train
check "without CMake nothing can be built" "$said" "error: nothing can be built without CMake"

rm "$work/bin/dpkg-query" "$work/bin/apt-get"
stand_in brew 'exit 1'
run 1000 "" explain relu
check "Homebrew's packages are named" "$said" "brew install cmake openblas tbb sleef jpeg-turbo libspng nlohmann-json cli11"
exit $((failures > 0))
