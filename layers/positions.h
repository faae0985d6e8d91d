// Where a token stands, as waves of many lengths (Vaswani et al. 2017, 1706.03762, section 3.5):
//
//   y[p, 2 i] = sin(p / 10000^(2 i / width)),   y[p, 2 i + 1] = cos(the same)
//
// No parameters, and no longest sentence.
#pragma once

#include <actlab/core/tensor/tensor.h>

namespace actlab::layers {

// [length, width] for positions first to first + length - 1; an odd width ends with a sine. Throws
// Error for a negative number.
Tensor sinusoidal_positions(std::int64_t length, std::int64_t width, std::int64_t first = 0);

}  // namespace actlab::layers
