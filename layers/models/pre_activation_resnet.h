// Networks of pre-activation blocks for CIFAR, which share one frame:
//
//   3x3 convolution to 16 channels, three stages of n blocks (the second and third start with
//   stride 2), normalisation and activation, global average pool, linear.
//
//   PreActivationResNet   bottlenecks of 16, 32 and 64 planes, that is 64, 128 and 256 channels;
//                         depth 9n + 2 (He et al. 2016, 1603.05027); ResNet-164 has n = 18
//   WideResNet            3x3 blocks of 16k, 32k and 64k channels; depth 6n + 4
//                         (Zagoruyko & Komodakis 2016, 1605.07146); WRN-28-10 has n = 4, k = 10
//
// Names: conv1, blocks.{i}.*, bn, act, linear; the blocks count through all stages.
#pragma once

#include <actlab/layers/linear.h>
#include <actlab/layers/models/model_row.h>
#include <actlab/layers/pre_activation_block.h>
#include <actlab/layers/sequential.h>

namespace actlab::layers {

// The frame. A derived constructor fills `blocks` and then calls finish().
class PreActivationNetwork : public Layer {
 protected:
  explicit PreActivationNetwork(std::int64_t input_channels);
  Sequential& blocks() { return blocks_; }
  void finish(std::int64_t channels, std::int64_t classes, const BlockOptions& options);

 private:
  Tensor compute(const Tensor& input) override;

  Conv2d& conv1_;
  Sequential& blocks_;
  BatchNorm2d* bn_ = nullptr;
  Activation* act_ = nullptr;
  Linear* linear_ = nullptr;
};

class PreActivationResNet : public PreActivationNetwork {
 public:
  PreActivationResNet(std::int64_t blocks_per_stage, std::int64_t input_channels,
                      std::int64_t classes, const BlockOptions& options);
  std::string kind() const override { return "PreActivationResNet"; }
};

class WideResNet : public PreActivationNetwork {
 public:
  WideResNet(std::int64_t blocks_per_stage, std::int64_t width, std::int64_t input_channels,
             std::int64_t classes, const BlockOptions& options);
  std::string kind() const override { return "WideResNet"; }
};

// resnet164; preact-resnetD with D = 9n + 2; wrnD-K with D = 6n + 4.
ModelRow resnet164_row();
ModelRow preact_resnet_row();
ModelRow wide_resnet_row();

}  // namespace actlab::layers
