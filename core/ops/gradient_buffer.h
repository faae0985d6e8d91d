// Memory for a gradient that has d_output's shape and replaces it element by element: d_output's
// own memory where nobody else holds it, so that the pass stays in the same cache lines.
#pragma once

#include <actlab/core/tensor/tensor.h>

namespace actlab {

inline Tensor gradient_buffer(const Tensor& d_output) {
  return d_output.owns_values_alone() ? d_output : Tensor::uninitialised(d_output.shape());
}

inline const float* data_or_null(const Tensor& tensor) {
  return tensor.defined() ? tensor.data() : nullptr;
}

}  // namespace actlab
