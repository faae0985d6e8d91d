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

#include <initializer_list>
#include <vector>

#include <actlab/layers/batch_norm.h>
#include <actlab/layers/conv2d.h>
#include <actlab/layers/options.h>

namespace actlab::layers {

// What both have in common: a row of stages, each normalisation, activation, convolution.
class PreActivationBlock : public Layer {
 protected:
  struct StageOptions {
    std::int64_t out_channels;
    std::int64_t kernel;
    std::int64_t stride;
  };
  PreActivationBlock(std::int64_t in_channels, std::initializer_list<StageOptions> stages,
                     const BlockOptions& options);

 private:
  Tensor compute(const Tensor& input) override;

  struct Stage {
    BatchNorm2d& norm;
    Activation& activation;
    Conv2d& convolution;
  };
  std::vector<Stage> stages_;
  Conv2d* shortcut_ = nullptr;
  bool keep_activated_;
};

class PreActivationBottleneck : public PreActivationBlock {
 public:
  static constexpr std::int64_t kExpansion = 4;

  PreActivationBottleneck(std::int64_t in_channels, std::int64_t planes, std::int64_t stride,
                          const BlockOptions& options)
      : PreActivationBlock(in_channels,
                           {{planes, 1, 1}, {planes, 3, stride}, {kExpansion * planes, 1, 1}},
                           options) {}
  std::string kind() const override { return "PreActivationBottleneck"; }
};

class WideBlock : public PreActivationBlock {
 public:
  WideBlock(std::int64_t in_channels, std::int64_t out_channels, std::int64_t stride,
            const BlockOptions& options)
      : PreActivationBlock(in_channels, {{out_channels, 3, stride}, {out_channels, 3, 1}},
                           options) {}
  std::string kind() const override { return "WideBlock"; }
};

}  // namespace actlab::layers
