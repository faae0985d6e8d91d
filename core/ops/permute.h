// The axes in another order, values moved accordingly: permute(x, {0, 3, 1, 2}) turns [N, H, W, C]
// into [N, C, H, W]. transpose swaps the last two axes.
//
// Backward permutes the gradient back; nothing is kept. Throws Error where `order` is not an
// arrangement of the input's axes.
#pragma once

#include <cstdint>
#include <vector>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

// Axis i of the result is axis order[i] of the input; negative axes count from the end.
Tensor permute(const Tensor& input, const std::vector<std::int64_t>& order);
Tensor transpose(const Tensor& input);

}  // namespace actlab
