#include <actlab/optim/rmsprop.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>

namespace actlab::optim {
namespace {

std::vector<Slot> slots(const RMSPropOptions& options) {
  std::vector<Slot> result = {{"square_average", static_cast<float>(options.square_start)}};
  if (options.momentum > 0.0) result.emplace_back("momentum");
  if (options.centered) result.emplace_back("gradient_average");
  return result;
}

}  // namespace

RMSProp::RMSProp(std::vector<ParameterGroup> groups, RMSPropOptions options)
    : Optimizer(std::move(groups), slots(options)), options_(options) {
  if (!(options.alpha >= 0.0 && options.alpha < 1.0)) {
    throw UsageError(text("[rmsprop] alpha must be from 0 to below 1, got ", options.alpha));
  }
  if (!(options.momentum >= 0.0 && options.momentum < 1.0)) {
    throw UsageError(text("[rmsprop] momentum must be from 0 to below 1, got ", options.momentum));
  }
  if (!(options.epsilon > 0.0 && std::isfinite(options.epsilon))) {
    throw UsageError(text("[rmsprop] epsilon must be above 0, got ", options.epsilon));
  }
  if (!(options.square_start >= 0.0 && std::isfinite(options.square_start))) {
    throw UsageError(text("[rmsprop] the average of squares must start at 0 or more, got ",
                          options.square_start));
  }
}

void RMSProp::update(const Slice& slice) const {
  const bool with_momentum = options_.momentum > 0.0;
  if (with_momentum && options_.centered) return update_as<true, true>(slice);
  if (with_momentum) return update_as<true, false>(slice);
  if (options_.centered) return update_as<false, true>(slice);
  update_as<false, false>(slice);
}

template <bool kMomentum, bool kCentered>
void RMSProp::update_as(const Slice& slice) const {
  const auto lr = static_cast<float>(slice.lr);
  const float inner_rate = options_.rate_inside ? lr : 1.0f;
  const float outer_rate = options_.rate_inside ? 1.0f : lr;
  const auto decay = static_cast<float>(slice.weight_decay);
  const auto alpha = static_cast<float>(options_.alpha);
  const auto rest = static_cast<float>(1.0 - options_.alpha);
  const auto momentum = static_cast<float>(options_.momentum);
  const auto epsilon = static_cast<float>(options_.epsilon);
  const float inside = options_.epsilon_inside ? epsilon : 0.0f;
  const float outside = options_.epsilon_inside ? 0.0f : epsilon;
  const float scale = slice.gradient_scale;
  float* __restrict value = slice.value;
  const float* __restrict gradient = slice.gradient;
  float* __restrict square = slice.state[0];
  float* __restrict kept = kMomentum ? slice.state[1] : nullptr;
  float* __restrict average = kCentered ? slice.state[kMomentum ? 2 : 1] : nullptr;
  for (std::int64_t i = 0; i < slice.count; ++i) {
    const float g = scale * gradient[i] + decay * value[i];
    square[i] = alpha * square[i] + rest * g * g;
    float variance = square[i];
    if constexpr (kCentered) {
      average[i] = alpha * average[i] + rest * g;
      variance = std::max(variance - average[i] * average[i], 0.0f);  // rounding may go below
    }
    float change = inner_rate * (g / (std::sqrt(variance + inside) + outside));
    if constexpr (kMomentum) {
      kept[i] = momentum * kept[i] + change;
      change = kept[i];
    }
    value[i] -= outer_rate * change;
  }
}

}  // namespace actlab::optim
