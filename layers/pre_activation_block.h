// Residual blocks whose normalisation and activation stand before each convolution (He et al. 2016,
// 1603.05027), so that the sum of a block is passed on untouched:
//
//   PreActivationBottleneck   z = act1(bn1(x))
//                             y = conv3(act3(bn3(conv2(act2(bn2(conv1(z))))))) + shortcut
//                             1x1 to `planes`, 3x3 with the stride, 1x1 to 4 planes
//   WideBlock                 z = act1(bn1(x))                 (Zagoruyko & Komodakis 2016,
//                             y = conv2(act2(bn2(conv1(z)))) + shortcut         1605.07146)
//                             3x3 with the stride, 3x3
//
// The shortcut is x, or a 1x1 convolution of z (named `shortcut`) where the shape changes.
#pragma once

#include "layers/batch_norm.h"
#include "layers/conv2d.h"
#include "layers/options.h"

namespace actlab::layers {

class PreActivationBottleneck : public Module {
 public:
  static constexpr std::int64_t kExpansion = 4;

  PreActivationBottleneck(std::int64_t in_channels, std::int64_t planes, std::int64_t stride,
                          const BlockOptions& options);
  std::string kind() const override { return "PreActivationBottleneck"; }

 private:
  Tensor compute(const Tensor& input) override;

  BatchNorm2d& bn1_;
  Activation& act1_;
  Conv2d& conv1_;
  BatchNorm2d& bn2_;
  Activation& act2_;
  Conv2d& conv2_;
  BatchNorm2d& bn3_;
  Activation& act3_;
  Conv2d& conv3_;
  Conv2d* shortcut_ = nullptr;
  bool recompute_;
  bool recompute_first_;  // not where two convolutions share the first activation
};

class WideBlock : public Module {
 public:
  WideBlock(std::int64_t in_channels, std::int64_t out_channels, std::int64_t stride,
            const BlockOptions& options);
  std::string kind() const override { return "WideBlock"; }

 private:
  Tensor compute(const Tensor& input) override;

  BatchNorm2d& bn1_;
  Activation& act1_;
  Conv2d& conv1_;
  BatchNorm2d& bn2_;
  Activation& act2_;
  Conv2d& conv2_;
  Conv2d* shortcut_ = nullptr;
  bool recompute_;
  bool recompute_first_;  // not where two convolutions share the first activation
};

}  // namespace actlab::layers
