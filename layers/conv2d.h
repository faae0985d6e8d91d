// Conv2d: a convolution (core/ops/conv2d.h), without bias as networks with batch normalisation use
// it. Parameters: weight, [kernel.h, kernel.w, in / groups, out] in memory; bias, [out].
#pragma once

#include <functional>

#include <actlab/core/ops/conv2d.h>
#include <actlab/core/ops/dense_features.h>
#include <actlab/core/ops/normalised_conv2d.h>
#include <actlab/core/ops/remade.h>
#include <actlab/layers/layer.h>

namespace actlab::layers {

class Conv2d : public Layer {
 public:
  Conv2d(std::int64_t in_channels, std::int64_t out_channels, Extent kernel,
         const Conv2dOptions& options = {}, bool bias = false);
  std::string kind() const override { return "Conv2d"; }

  using Layer::forward;
  // The convolution with a skip connection added to it. A Watch sees the convolution alone.
  Tensor forward(const Tensor& input, const Tensor& skip);
  // The same of what a BatchNormActivation makes. `keep` stores that instead of making it again in
  // backward; the bits are the same.
  Tensor forward(const Normalised& input, bool keep, const Tensor& skip = {});

  // scale times the convolution, without the bias, with a skip connection added. A Watch sees the
  // convolution alone.
  Tensor forward(const Remade& input, float scale = 1.0f, const Tensor& skip = {});
  // Makes the values of that again (core/ops/remade.h).
  std::function<Tensor()> again(const Remade& input, float scale, const Remade& skip) const {
    return conv2d_again(input, weight_, options_, scale, skip);
  }
  const Tensor& bias() const { return bias_; }

  // Writes it behind what a dense block has made so far. Throws Error where there is a bias.
  void append(const Normalised& input, bool keep, DenseFeatures& to);

  std::int64_t multiply_adds(const Shape& output) const override;

 private:
  Tensor compute(const Tensor& input) override;

  Conv2dOptions options_;
  Tensor weight_;
  Tensor bias_;
};

}  // namespace actlab::layers
