#include <actlab/layers/models/inception.h>

#include <actlab/layers/pool.h>

namespace actlab::layers {

std::int64_t least_inception_side(const InceptionOptions& options) {
  // Back from one pixel: three layers that halve behind a valid 3x3 one, and so on up to the stem.
  const auto before_halving = [](std::int64_t side) { return 2 * side + 1; };
  std::int64_t side = before_halving(before_halving(before_halving(1)));
  side = before_halving(side + 2) + 2;
  return options.stem_stride == 1 ? side : before_halving(side);
}

InceptionNetwork::InceptionNetwork(std::int64_t input_channels, std::int64_t classes,
                                   const InceptionOptions& options)
    : options_(options), classes_(classes), channels_(input_channels) {}

void InceptionNetwork::unit(const UnitPlan& plan) {
  const bool first = stages_.empty();
  const bool whole = first && options_.stem_stride == 1;
  const bool follows = !first && !stages_.back().chain.empty();
  if (!follows) stages_.emplace_back();
  UnitPlan of_stage = plan;
  if (whole) of_stage.slide = kKeep;
  stages_.back().chain.push_back(
      &add_child<ConvolutionUnit>(plan.name, channels_, scaled(plan.channels, options_),
                                  plan.kernel, geometry(of_stage), options_));
  channels_ = scaled(plan.channels, options_);
}

void InceptionNetwork::max_pool(const std::string& name) {
  stages_.emplace_back().pool = &add_child<MaxPool>(name, PoolWindow{.kernel = 3, .stride = 2});
}

void InceptionNetwork::block(const std::string& name, const std::vector<BranchPlan>& branches) {
  auto& added = add_child<InceptionBlock>(name, channels_, branches, options_);
  stages_.emplace_back().block = &added;
  channels_ = added.out_channels();
}

void InceptionNetwork::residual_block(const std::string& name,
                                      const std::vector<BranchPlan>& branches,
                                      const ResidualPlan& plan) {
  stages_.emplace_back().block =
      &add_child<InceptionResidualBlock>(name, channels_, branches, plan, options_);
}

void InceptionNetwork::auxiliary_head() {
  if (!options_.auxiliary) return;
  stages_.back().has_auxiliary_head = true;
  auxiliary_ = &add_child<AuxiliaryHead>(
      "AuxLogits", channels_, classes_, options_,
      AuxiliaryHeadOptions{.narrow = scaled(128, options_), .wide = scaled(768, options_)});
}

void InceptionNetwork::classifier(const std::string& name) {
  if (options_.dropout > 0.0) {
    dropout_ =
        &add_child<Dropout>("dropout", static_cast<float>(options_.dropout), options_.dropout_seed);
  }
  classifier_ = &add_child<Linear>(name, channels_, classes_);
}

Remade InceptionNetwork::run(const Stage& stage, const Remade& map) const {
  if (stage.block != nullptr) return stage.block->forward(map);
  if (stage.pool != nullptr) return stage.pool->forward(map.values());
  return Remade(normalise_chain(stage.chain, map), !options_.recompute);
}

Logits InceptionNetwork::classify(const Tensor& images) {
  Logits made;
  Remade map = images;
  for (const Stage& stage : stages_) {
    map = run(stage, map);
    if (stage.has_auxiliary_head && training()) {
      made.auxiliary = auxiliary_->forward(map.values());
    }
  }
  Tensor features = global_average_pool(map.values());
  if (dropout_ != nullptr) features = dropout_->forward(features);
  made.main = classifier_->forward(features);
  return made;
}

}  // namespace actlab::layers
