// Zeros before and after the values along one axis: pad(x [4, 8], 1, 2, 3) is [4, 13].
//
// Backward cuts the zeros off again; nothing is kept. `axis` may be negative. Throws Error where
// `before` or `after` is negative.
#pragma once

#include <cstdint>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

Tensor pad(const Tensor& input, std::int64_t axis, std::int64_t before, std::int64_t after);

}  // namespace actlab
