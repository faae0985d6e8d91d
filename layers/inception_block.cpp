#include <actlab/layers/inception_block.h>

#include <algorithm>
#include <utility>

#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/concat.h>
#include <actlab/core/ops/pool.h>

namespace actlab::layers {
namespace {

constexpr std::int64_t kLeastChannels = 16;
constexpr std::int64_t kChannelAxis = 3;

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

InceptionBlock::InceptionBlock(std::int64_t in_channels, const std::vector<BranchPlan>& branches,
                               const InceptionOptions& options)
    : count_padding_(options.count_padding) {
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

Tensor InceptionBlock::pooled(BranchPool pool, const Tensor& input) const {
  switch (pool) {
    case BranchPool::average:
      return average_pool2d(
          input, {.kernel = 3, .stride = 1, .padding = 1, .count_include_pad = count_padding_});
    case BranchPool::max:
      return max_pool2d(input, {.kernel = 3, .stride = 2});
    case BranchPool::none:
      break;
  }
  return input;
}

Tensor InceptionBlock::compute(const Tensor& input) {
  std::vector<Tensor> outputs;
  for (const Branch& branch : branches_) {
    const Tensor read = pooled(branch.pool, input);
    const Tensor made = branch.units.empty() ? read : forward_chain(branch.units, read);
    for (ConvolutionUnit* fork : branch.forks) outputs.push_back(fork->forward(made));
    if (branch.forks.empty()) outputs.push_back(made);
  }
  return concat(outputs, kChannelAxis);
}

InceptionResidualBlock::InceptionResidualBlock(std::int64_t channels,
                                               const std::vector<BranchPlan>& branches, float scale,
                                               bool activated, const InceptionOptions& options)
    : InceptionBlock(channels, branches, options),
      scale_(scale),
      conv2d_(add_child<Conv2d>("conv2d", out_channels(), channels, 1, Conv2dOptions{}, true)) {
  if (activated) act_ = &add_child<Activation>("act", options.activation, channels);
}

Tensor InceptionResidualBlock::compute(const Tensor& input) {
  const Tensor up = conv2d_.forward(InceptionBlock::compute(input));
  const Tensor sum = add(input, multiply(up, scale_));
  return act_ == nullptr ? sum : act_->forward(sum);
}

}  // namespace actlab::layers
