#include <actlab/optim/rmsprop.h>

#include <cmath>

#include <actlab/core/base/error.h>

namespace actlab::optim {
namespace {

std::vector<std::string> slots(const RMSPropOptions& options) {
  if (options.momentum == 0.0) return {"square_average"};
  return {"square_average", "momentum"};
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
}

void RMSProp::update(const Slice& slice) const {
  const auto lr = static_cast<float>(slice.lr);
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
  float* __restrict kept = slice.state[1];
  if (options_.momentum == 0.0) {
    for (std::int64_t i = 0; i < slice.count; ++i) {
      const float g = scale * gradient[i] + decay * value[i];
      square[i] = alpha * square[i] + rest * g * g;
      value[i] -= lr * (g / (std::sqrt(square[i] + inside) + outside));
    }
    return;
  }
  for (std::int64_t i = 0; i < slice.count; ++i) {
    const float g = scale * gradient[i] + decay * value[i];
    square[i] = alpha * square[i] + rest * g * g;
    kept[i] = momentum * kept[i] + g / (std::sqrt(square[i] + inside) + outside);
    value[i] -= lr * kept[i];
  }
}

}  // namespace actlab::optim
