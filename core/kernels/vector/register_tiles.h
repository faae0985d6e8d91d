// How many registers a tile of sums may take, the cutting of a length into such tiles, and fetching
// memory ahead beside them.
#pragma once

#include <cstdint>
#include <utility>

#include <actlab/core/kernels/vector/prefetch.h>
#include <actlab/core/kernels/vector/vector.h>

namespace actlab::kernels::ACTLAB_ISA {

// Rows of a tile that is 1 or 2 vectors wide, so that sums, weights and one more vector fit into
// the registers: 32 with AVX-512 and NEON, 16 otherwise. Compilers of WebAssembly keep one or two
// of the 16 for themselves and need another for each product, as there is no multiply-add.
#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr int kTileRows[] = {0, 16, 12};
#elif defined(__wasm_simd128__)
inline constexpr int kTileRows[] = {0, 8, 4};
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

// Part `part` of `parts` equal parts of what is wanted soon, asked for little by little: many
// requests at once wait for each other, and the arithmetic with them.
template <int ForWriting>
class Fetching {
 public:
  // step() will be called `steps` times.
  [[gnu::always_inline]] Fetching(const Prefetch& wanted, std::int64_t part, std::int64_t parts,
                                  std::int64_t steps) {
    const std::int64_t length = (wanted.floats + parts - 1) / parts;
    const std::int64_t begin = part * length;
    const std::int64_t left = wanted.floats - begin;
    at_ = wanted.data + begin;
    end_ = at_ + (left < length ? left : length);
    const std::int64_t floats_a_step = kLine * (steps < 1 ? 1 : steps);
    lines_a_step_ = (length + floats_a_step - 1) / floats_a_step;
  }
  [[gnu::always_inline]] void step() {
    for (std::int64_t line = 0; line < lines_a_step_ && at_ < end_; ++line, at_ += kLine) {
      __builtin_prefetch(at_, ForWriting, 2);
    }
  }
  void all() {
    for (; at_ < end_; at_ += kLine) __builtin_prefetch(at_, ForWriting, 2);
  }

 private:
  static constexpr std::int64_t kLine = 16;  // floats in a cache line
  const float* at_;
  const float* end_;
  std::int64_t lines_a_step_;
};

// The same at once.
template <int ForWriting>
static inline void prefetch_part(const Prefetch& wanted, std::int64_t part, std::int64_t parts) {
  Fetching<ForWriting>(wanted, part, parts, 1).all();
}

}  // namespace actlab::kernels::ACTLAB_ISA
