#include <actlab/layers/linear.h>

#include <actlab/core/ops/linear.h>

namespace actlab::layers {

Linear::Linear(std::int64_t in_features, std::int64_t out_features, bool bias)
    : weight_(add_parameter("weight", Tensor::zeros({out_features, in_features}),
                            ParameterKind::linear_weight)) {
  if (bias) bias_ = add_parameter("bias", Tensor::zeros({out_features}), ParameterKind::bias);
}

Tensor Linear::compute(const Tensor& input) { return linear(input, weight_, bias_); }

std::int64_t Linear::multiply_adds(const Shape& output) const {
  return output.elements() * weight_.size(1);
}

}  // namespace actlab::layers
