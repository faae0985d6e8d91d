// DenseNet for CIFAR (Huang et al. 2017, 1608.06993, section 3): each layer reads what all layers
// of its block before it have made.
//
//   3x3 convolution; three blocks of n layers that each add `growth` channels, with a transition
//   (1x1 convolution, 2x2 average pool) after the first and the second; normalisation, activation,
//   global average pool, linear.
//
//             depth     first convolution   layers              transitions keep
//   DenseNet  3n + 4    16 channels         3x3                 all channels
//   BC        6n + 4    2 growth            1x1, then 3x3       half of them
//
// Names: conv1, blocks.{i}.*, bn, act, linear; layers and transitions count through all blocks.
#pragma once

#include <actlab/layers/dense_block.h>
#include <actlab/layers/linear.h>
#include <actlab/layers/models/model_row.h>

namespace actlab::layers {

class DenseNet : public Layer {
 public:
  enum class Kind { plain, bc };

  DenseNet(Kind kind, std::int64_t layers_per_block, std::int64_t growth,
           std::int64_t input_channels, std::int64_t classes, const BlockOptions& options);
  std::string kind() const override { return "DenseNet"; }

 private:
  class Blocks : public Module {
   public:
    template <class Child, class... Arguments>
    Child& append(Arguments&&... arguments) {
      return add_child<Child>(std::to_string(count_++), std::forward<Arguments>(arguments)...);
    }
    std::string kind() const override { return "Blocks"; }

   private:
    int count_ = 0;
  };
  struct Block {
    std::vector<DenseLayer*> layers;
    DenseTransition* transition = nullptr;  // none behind the last
  };

  Tensor compute(const Tensor& input) override;

  std::int64_t growth_;
  Conv2d& conv1_;
  Blocks& container_;
  std::vector<Block> blocks_;
  BatchNorm2d* bn_;
  Activation* act_;
  Linear* linear_;
};

// densenetD-K with D = 3n + 4; densenet-bcD-K with D = 6n + 4.
ModelRow densenet_row();
ModelRow densenet_bc_row();

}  // namespace actlab::layers
