// Dropout along floats: y = scale * x, or 0 where the random word of that place is below a
// threshold. The words are those of a stream of core/base/random.h, many blocks of Philox at once.
#pragma once

#include <cstdint>

#include <actlab/core/base/random.h>

namespace actlab::kernels {

struct DropoutLoops {
  // y_i = (word(position + i) >> 8) < threshold ? 0 : scale * x_i; y may be x.
  void (*drop)(std::int64_t n, const float* x, RandomStream stream, std::uint64_t position,
               std::uint32_t threshold, float scale, float* y);
};

// Those of the active instruction set (core/kernels/vector/isa.h).
const DropoutLoops& dropout_loops();

}  // namespace actlab::kernels
