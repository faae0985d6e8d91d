// How many registers a tile of sums may take, the cutting of a length into such tiles, and fetching
// memory ahead beside them.
#pragma once

#include <cstdint>
#include <utility>

#include "core/kernels/prefetch.h"
#include "core/kernels/simd/vector.h"

namespace actlab::kernels::ACTLAB_ISA {

// Rows of a tile that is 1 or 2 vectors wide, so that sums, weights and one more vector fit into
// the registers: 32 with AVX-512 and NEON, 16 otherwise.
#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr int kTileRows[] = {0, 16, 12};
#else
inline constexpr int kTileRows[] = {0, 12, 6};
#endif

// Cuts [0, count) into tiles of at most `largest`, nearly equal, and calls body(begin, length).
template <class Body>
[[gnu::always_inline]] static inline void for_each_tile(std::int64_t count, std::int64_t largest,
                                                        const Body& body) {
  const std::int64_t tiles = (count + largest - 1) / largest;
  if (tiles == 0) return;
  const std::int64_t length = count / tiles;
  const std::int64_t longer = count % tiles;  // so many tiles are one longer
  std::int64_t begin = 0;
  for (std::int64_t tile = 0; tile < tiles; ++tile) {
    const std::int64_t this_length = tile < longer ? length + 1 : length;
    body(begin, this_length);
    begin += this_length;
  }
}

// Fetches part `part` of `parts` equal parts of what is wanted soon.
template <int ForWriting>
static inline void prefetch_part(const Prefetch& wanted, std::int64_t part, std::int64_t parts) {
  constexpr std::int64_t kLine = 16;  // floats in a cache line
  const std::int64_t length = (wanted.floats + parts - 1) / parts;
  const std::int64_t begin = part * length;
  const std::int64_t end = begin + length < wanted.floats ? begin + length : wanted.floats;
  for (std::int64_t i = begin; i < end; i += kLine) {
    __builtin_prefetch(wanted.data + i, ForWriting, 2);
  }
}

}  // namespace actlab::kernels::ACTLAB_ISA
