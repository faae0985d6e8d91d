// LayerNorm over the last axis (core/ops/layer_norm.h), alone or behind a residual connection.
// Parameters: weight and bias, [width].
#pragma once

#include <actlab/core/ops/layer_norm.h>
#include <actlab/layers/layer.h>

namespace actlab::layers {

class LayerNorm : public Layer {
 public:
  explicit LayerNorm(std::int64_t width, double epsilon = kLayerNormEpsilon);
  std::string kind() const override { return "LayerNorm"; }

  using Layer::forward;
  // Of input + residual, which a Watch sees as the input although it is never stored.
  Tensor forward(const Tensor& input, const Tensor& residual);

 private:
  Tensor compute(const Tensor& input) override;

  Tensor weight_, bias_;
  double epsilon_;
};

}  // namespace actlab::layers
