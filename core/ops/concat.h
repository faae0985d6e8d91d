// Joins tensors along one axis: [2, 3, 4] and [2, 5, 4] along axis 1 become [2, 8, 4].
//
// Backward gives each input its range of the gradient; nothing is kept. `axis` may be negative.
// Throws Error where no tensor is given or where shapes differ on another axis.
#pragma once

#include <cstdint>
#include <vector>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

Tensor concat(const std::vector<Tensor>& tensors, std::int64_t axis);

}  // namespace actlab
