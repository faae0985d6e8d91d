// Linear: the fully connected layer y = x weight^T + bias (core/ops/linear.h).
// Parameters: weight [out, in], bias [out].
#pragma once

#include <functional>

#include <actlab/layers/layer.h>

namespace actlab::layers {

class Linear : public Layer {
 public:
  Linear(std::int64_t in_features, std::int64_t out_features, bool bias = true);
  std::string kind() const override { return "Linear"; }
  std::int64_t multiply_adds(const Shape& output) const override;

  using Layer::forward;
  // Of an input that is made again in backward instead of kept (core/ops/linear.h).
  Tensor forward(const Tensor& input, std::function<Tensor()> again);

 private:
  Tensor compute(const Tensor& input) override;

  Tensor weight_;
  Tensor bias_;
};

}  // namespace actlab::layers
