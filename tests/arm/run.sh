#!/usr/bin/env bash
# The core's tests on an emulated 64-bit Arm: cross-compiled with Debian's compiler, run by qemu.
#
#   ./run arm [TARGET ...]      default: the tests of core and its kernels on NEON
#
# Debian's arm64 packages are unpacked into build/arm/root, beside the system's own: the machine's
# packages and architectures stay as they are. Emulation is some thirty times slower than a
# processor, so this is no part of ./run test.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=${ACTLAB_ARM_BUILD:-$root/build/arm}
sysroot=$build/root
packages=(libc6-dev libstdc++6 libgcc-s1 libopenblas-pthread-dev libtbb-dev libsleef-dev libstb-dev
          nlohmann-json3-dev libcli11-dev doctest-dev libsqlite3-dev)
targets=("$@")
((${#targets[@]})) ||
  targets=(test_core_base test_core_kernels test_core_formula test_core_tensor test_core_ops)

# apt with lists, cache and an empty status of its own, so that it resolves for arm64 alone.
private_apt() {
  local state=$build/apt
  mkdir -p "$state"/{lists/partial,archives/partial}
  touch "$state/status"
  apt-get -q -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=root \
    -o Dir::State::lists="$state/lists" -o Dir::State::status="$state/status" \
    -o Dir::Cache="$state" -o Dir::Cache::archives="$state/archives" \
    -o Debug::NoLocking=1 "$@"
}

# What the package's own scripts would set up: the system's BLAS, here under the new root.
link_blas() {
  local library=$sysroot/usr/lib/aarch64-linux-gnu
  ln -sf openblas-pthread/libopenblas.so.0 "$library/libopenblas.so.0"
}

make_sysroot() {
  local archive
  private_apt update
  private_apt install -y --download-only --no-install-recommends "${packages[@]}"
  for archive in "$build"/apt/archives/*.deb; do dpkg-deb -x "$archive" "$sysroot"; done
  link_blas
  touch "$sysroot/complete"
}

mkdir -p "$build"
if [[ ! -f $sysroot/complete ]]; then
  echo "unpacking Debian's arm64 packages into ${sysroot#"$root"/} (once)" >&2
  make_sysroot >"$build/packages.log" 2>&1 || {
    tail -n 5 "$build/packages.log" >&2
    echo "error: no arm64 packages (all of it: $build/packages.log)" >&2
    exit 1
  }
fi
if ! { cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DACTLAB_BENCH=OFF \
         -DCMAKE_TOOLCHAIN_FILE="$root/tests/arm/toolchain.cmake" -DACTLAB_ARM_ROOT="$sysroot" &&
       cmake --build "$build" --target "${targets[@]}"; } >"$build/build.log" 2>&1; then
  tail -n 40 "$build/build.log" >&2
  echo "error: the build failed; all of its output is in $build/build.log" >&2
  exit 1
fi
failed=0
for target in "${targets[@]}"; do
  echo "== $target"
  nice qemu-aarch64 -L "$sysroot" "$build/bin/$target" || failed=1
done
exit $failed
