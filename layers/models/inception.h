// What the Inception networks have in common: stages in a row, then global average pool, dropout
// and a linear classifier; an auxiliary head (auxiliary_head.h) that reads the map of one stage.
// Each network (inception_v3.h, inception_v4.h, inception_resnet_v2.h) lists its stages.
//
// They are made for images of 299 x 299 and take any that are large enough: least_inception_side().
// For small images there are narrow relatives: a width below 1, and a first convolution with
// stride 1.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <actlab/layers/auxiliary_head.h>
#include <actlab/layers/classifier.h>
#include <actlab/layers/dropout.h>
#include <actlab/layers/inception_block.h>
#include <actlab/layers/models/model_row.h>

namespace actlab::layers {

// Height and width of the smallest image of which a pixel is left in the last map.
std::int64_t least_inception_side(const InceptionOptions& options);

class InceptionNetwork : public Classifier {
 protected:
  InceptionNetwork(std::int64_t input_channels, std::int64_t classes,
                   const InceptionOptions& options);

  // The next stage.
  void unit(const UnitPlan& plan);
  void max_pool(const std::string& name);  // 3x3, stride 2, within the map
  void block(const std::string& name, const std::vector<BranchPlan>& branches);
  void residual_block(const std::string& name, const std::vector<BranchPlan>& branches,
                      const ResidualPlan& plan);
  // Reads what the stage before makes, where the options ask for it.
  void auxiliary_head();
  // The last one.
  void classifier(const std::string& name);

 private:
  struct Stage {
    std::vector<ConvolutionUnit*> chain;  // units in a row, which pass on pre-activations
    RemadeLayer* block = nullptr;         // or a block
    Layer* pool = nullptr;                // or a pool
    bool has_auxiliary_head = false;
  };
  Logits classify(const Tensor& images) final;
  Remade run(const Stage& stage, const Remade& map) const;

  InceptionOptions options_;
  std::int64_t classes_;
  std::int64_t channels_;  // of the map so far
  std::vector<Stage> stages_;
  AuxiliaryHead* auxiliary_ = nullptr;
  Dropout* dropout_ = nullptr;
  Linear* classifier_ = nullptr;
};

// The row of a network, with `more` knobs than all have.
template <class Network, class Options = InceptionOptions>
ModelRow inception_row(ModelRow row, const std::vector<Knob<Options>>& more = {}) {
  std::vector<Knob<Options>> knobs = large_image_knobs<Options>();
  knobs.push_back(
      knob::number<Options>("width-multiplier", &Options::width, 0.01, 16.0, kWidthMultiplierHelp));
  knobs.push_back(knob::on_off<Options>("auxiliary", &Options::auxiliary, kAuxiliaryHelp));
  knobs.insert(knobs.end(), more.begin(), more.end());
  row.side = 299;
  return large_image_row<Options>(
      std::move(row), knobs,
      [](const ModelNumbers&, auto... rest) { return std::make_unique<Network>(rest...); },
      [](const Options& options) { return least_inception_side(options); });
}

}  // namespace actlab::layers
