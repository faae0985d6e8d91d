// ResNet for CIFAR (He et al. 2015, 1512.03385, section 4.2): depth 6n + 2.
//
//   3x3 convolution to 16 channels, then three stages of n basic blocks with 16, 32 and 64
//   channels; the second and third stage start with stride 2; global average pool; linear.
//
// Names: conv1, bn1, act1, layer{1,2,3}.{i}.{conv1,bn1,act1,conv2,bn2,act2}, linear.
#pragma once

#include <actlab/layers/batch_norm.h>
#include <actlab/layers/conv2d.h>
#include <actlab/layers/linear.h>
#include <actlab/layers/models/model_row.h>
#include <actlab/layers/options.h>
#include <actlab/layers/pool.h>
#include <actlab/layers/sequential.h>

namespace actlab::layers {

class ResNet : public Layer {
 public:
  // Images [N, H, W, input_channels] -> logits [N, classes].
  ResNet(std::int64_t blocks_per_stage, std::int64_t input_channels, std::int64_t classes,
         const BlockOptions& options);
  std::string kind() const override { return "ResNet"; }

 private:
  Tensor compute(const Tensor& input) override;
  Sequential& add_stage(const std::string& name, std::int64_t blocks, std::int64_t in_channels,
                        std::int64_t out_channels, const BlockOptions& options);

  Conv2d& conv1_;
  BatchNorm2d& bn1_;
  Activation& act1_;
  BatchNormActivation stem_;
  Sequential& layer1_;
  Sequential& layer2_;
  Sequential& layer3_;
  Linear& linear_;
};

// resnetD with D = 6n + 2.
ModelRow resnet_row();

}  // namespace actlab::layers
