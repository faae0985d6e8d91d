// SeparableUnit: the separable convolution of NASNet (Zoph et al. 2017, 1707.07012), applied twice:
//
//   y = bn_sep_2(separable_2(act_2(bn_sep_1(separable_1(act_1(x)))))) + added
//
// separable: a convolution that sees one channel each, then a 1x1 convolution, nothing between
// them. The first has the stride and changes the number of channels; padding is TensorFlow's SAME.
// Names: act_1, separable_1.{depthwise_conv2d, pointwise_conv2d}, bn_sep_1, act_2, separable_2.*,
// bn_sep_2.
#pragma once

#include <actlab/layers/batch_norm.h>
#include <actlab/layers/conv2d.h>
#include <actlab/layers/options.h>

namespace actlab::layers {

class SeparableUnit : public Layer {
 public:
  SeparableUnit(std::int64_t in_channels, std::int64_t out_channels, std::int64_t kernel,
                std::int64_t stride, const BlockOptions& options);
  std::string kind() const override { return "SeparableUnit"; }

  using Layer::forward;
  // A Watch sees the sum as its output.
  Tensor forward(const Tensor& input, const Tensor& added);

 private:
  struct Half {
    Activation& activation;
    Conv2d& depthwise;
    Conv2d& pointwise;
    BatchNorm2d& norm;
  };
  Half half(int number, std::int64_t in_channels, std::int64_t out_channels,
            const Conv2dOptions& depthwise, std::int64_t kernel, const BlockOptions& options);
  Tensor compute(const Tensor& input) override { return sum(input, {}); }
  Tensor sum(const Tensor& input, const Tensor& added);

  Half first_, second_;
  bool keep_activated_;
};

}  // namespace actlab::layers
