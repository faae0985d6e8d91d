#include <actlab/layers/linear.h>

#include <utility>

#include <actlab/core/ops/linear.h>

namespace actlab::layers {

Linear::Linear(std::int64_t in_features, std::int64_t out_features, bool bias)
    : weight_(add_parameter("weight", Tensor::zeros({out_features, in_features}),
                            {.start = start::uniform_by_fan_in(),
                             .role = StartRole::weight,
                             .fan_in = in_features,
                             .fan_out = out_features})) {
  if (bias) {
    bias_ = add_parameter("bias", Tensor::zeros({out_features}), bias_traits(in_features));
  }
}

Tensor Linear::compute(const Tensor& input) { return linear(input, weight_, bias_); }

Tensor Linear::forward(const Tensor& input, std::function<Tensor()> again) {
  Tensor output = linear(input, std::move(again), weight_, bias_);
  if (is_watched()) announce(input, output);
  return output;
}

std::int64_t Linear::multiply_adds(const Shape& output) const {
  return output.elements() * weight_.size(1);
}

}  // namespace actlab::layers
