// The basic residual block (He et al. 2015, 1512.03385, figure 2):
//
//   y = act2(bn2(conv2(act1(bn1(conv1(x))))) + shortcut(x))
//
// Names: conv1, bn1, act1, conv2, bn2, act2; option B adds shortcut.0 (1x1 convolution) and
// shortcut.1 (normalisation).
#pragma once

#include <actlab/layers/batch_norm.h>
#include <actlab/layers/conv2d.h>
#include <actlab/layers/options.h>
#include <actlab/layers/sequential.h>

namespace actlab::layers {

class ResidualBlock : public Layer {
 public:
  ResidualBlock(std::int64_t in_channels, std::int64_t out_channels, std::int64_t stride,
                const BlockOptions& options);
  std::string kind() const override { return "ResidualBlock"; }

 private:
  Tensor compute(const Tensor& input) override;
  Tensor skip(const Tensor& input);

  std::int64_t out_channels_;
  std::int64_t stride_;
  bool same_shape_;
  Conv2d& conv1_;
  BatchNorm2d& bn1_;
  Activation& act1_;
  Conv2d& conv2_;
  BatchNorm2d& bn2_;
  Activation& act2_;
  BatchNormActivation inner_;
  BatchNormActivation outer_;  // its output is the next skip too, and kept
  bool keep_activated_;
  Sequential* projection_ = nullptr;
};

}  // namespace actlab::layers
