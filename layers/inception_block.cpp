#include <actlab/layers/inception_block.h>

#include <algorithm>
#include <utility>

#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/pool.h>

namespace actlab::layers {
namespace {

constexpr std::int64_t kLeastChannels = 16;

}  // namespace

Conv2dOptions geometry(const UnitPlan& plan) {
  const Padding border((plan.kernel.h - 1) / 2, (plan.kernel.w - 1) / 2);
  return {.stride = plan.slide.stride, .padding = plan.slide.bordered ? border : Padding(0)};
}

std::int64_t scaled(std::int64_t channels, const InceptionOptions& options) {
  if (options.width == 1.0) return channels;
  const auto wanted = static_cast<std::int64_t>(static_cast<double>(channels) * options.width);
  return std::max(wanted, std::min(kLeastChannels, channels));
}

Remade RemadeLayer::forward(const Remade& input) {
  Remade output = remake(input);
  if (is_watched()) announce(input.values(), output.values());
  return output;
}

InceptionBlock::InceptionBlock(std::int64_t in_channels, const std::vector<BranchPlan>& branches,
                               const InceptionOptions& options)
    : count_padding_(options.count_padding), keep_activated_(!options.recompute) {
  for (const BranchPlan& plan : branches) {
    Branch branch{plan.pool, {}, {}};
    std::int64_t channels = in_channels;
    for (const UnitPlan& unit : plan.units) {
      branch.units.push_back(&add_unit(channels, unit, options));
      channels = scaled(unit.channels, options);
    }
    for (const UnitPlan& fork : plan.forks) {
      branch.forks.push_back(&add_unit(channels, fork, options));
      out_channels_ += scaled(fork.channels, options);
    }
    if (plan.forks.empty()) out_channels_ += channels;
    branches_.push_back(std::move(branch));
  }
}

ConvolutionUnit& InceptionBlock::add_unit(std::int64_t in_channels, const UnitPlan& plan,
                                          const InceptionOptions& options) {
  return add_child<ConvolutionUnit>(plan.name, in_channels, scaled(plan.channels, options),
                                    plan.kernel, geometry(plan), options);
}

Normalised InceptionBlock::run_units(const Branch& branch, const Remade& input) const {
  if (branch.pool != BranchPool::average) return normalise_chain(branch.units, input);
  const PoolWindow window{
      .kernel = 3, .stride = 1, .padding = 1, .count_include_pad = count_padding_};
  return branch.units.front()->normalise_pooled(input, window);
}

Remade InceptionBlock::remake(const Remade& input) {
  std::vector<Remade> outputs;
  for (const Branch& branch : branches_) {
    if (branch.pool == BranchPool::max) {
      outputs.push_back(max_pool2d(input.values(), {.kernel = 3, .stride = 2}));
      continue;
    }
    const Remade made(run_units(branch, input), keep_activated_);
    if (branch.forks.empty()) outputs.push_back(made);
    for (ConvolutionUnit* fork : branch.forks) {
      outputs.push_back(Remade(fork->normalise(made), keep_activated_));
    }
  }
  return join_channels(outputs);
}

InceptionResidualBlock::InceptionResidualBlock(std::int64_t channels,
                                               const std::vector<BranchPlan>& branches,
                                               const ResidualPlan& plan,
                                               const InceptionOptions& options)
    : InceptionBlock(channels, branches, options),
      scale_(plan.scale),
      conv2d_(add_child<Conv2d>("conv2d", out_channels(), channels, 1, Conv2dOptions{}, true)),
      keep_activated_(!options.recompute),
      keep_sum_(plan.keep_sum || !options.recompute) {
  if (!plan.act.empty()) act_ = &add_child<Activation>(plan.act, options.activation, channels);
}

Remade InceptionResidualBlock::remake(const Remade& input) {
  const Remade joined = InceptionBlock::remake(input);
  const Tensor sum = conv2d_.forward(joined, scale_, input.values());
  const Tensor shift = multiply(conv2d_.bias(), scale_);
  const Normalised end =
      act_ != nullptr ? act_->activate(sum, shift) : only_activate(sum, {}, shift);
  Remade output(end, keep_activated_);
  if (!keep_sum_ && is_recording()) end.made->forget_input(conv2d_.again(joined, scale_, input));
  return output;
}

}  // namespace actlab::layers
