// The range [begin, end) of one axis: slice(x [4, 8], 1, 2, 5) is [4, 3].
//
// Backward puts the gradient back in its place, zeros around it; nothing is kept. `axis` may be
// negative; begin and end count from 0. Throws Error where the range is not within the axis.
#pragma once

#include <cstdint>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

Tensor slice(const Tensor& input, std::int64_t axis, std::int64_t begin, std::int64_t end);

}  // namespace actlab
