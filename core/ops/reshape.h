// The same values in another shape; nothing is copied or kept, and the gradient is reshaped back.
//
// One size may be -1 and is worked out from the others. Throws Error where the number of elements
// differs, and where -1 stands twice or cannot be worked out.
#pragma once

#include <cstdint>
#include <vector>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

Tensor reshape(const Tensor& input, const std::vector<std::int64_t>& sizes);

}  // namespace actlab
