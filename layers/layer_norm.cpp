#include <actlab/layers/layer_norm.h>

#include <actlab/core/ops/arithmetic.h>

namespace actlab::layers {

LayerNorm::LayerNorm(std::int64_t width, double epsilon)
    : weight_(add_parameter("weight", Tensor::ones({width}), {.group = group::norms})),
      bias_(add_parameter("bias", Tensor::zeros({width}), {.group = group::norms})),
      epsilon_(epsilon) {}

Tensor LayerNorm::compute(const Tensor& input) {
  return layer_norm(input, weight_, bias_, epsilon_);
}

Tensor LayerNorm::forward(const Tensor& input, const Tensor& residual) {
  Tensor output = residual_layer_norm(input, residual, weight_, bias_, epsilon_);
  if (is_watched()) {
    announce(Lazy(
                 input.shape(), [=] { return add(input, residual); }, nullptr),
             output);
  }
  return output;
}

}  // namespace actlab::layers
