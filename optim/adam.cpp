#include <actlab/optim/adam.h>

#include <cmath>

#include <actlab/core/base/error.h>

namespace actlab::optim {

Adam::Adam(std::vector<ParameterGroup> groups, AdamOptions options)
    : Optimizer(std::move(groups), {"first_moment", "second_moment"}), options_(options) {
  for (const double beta : {options.beta1, options.beta2}) {
    if (!(beta >= 0.0 && beta < 1.0)) {
      throw UsageError(text("[adam] betas must be from 0 to below 1, got ", beta));
    }
  }
  if (!(options.epsilon > 0.0 && std::isfinite(options.epsilon))) {
    throw UsageError(text("[adam] epsilon must be above 0, got ", options.epsilon));
  }
}

void Adam::update(const Slice& slice) const {
  const auto t = static_cast<double>(slice.step);
  const auto rate = static_cast<float>(slice.lr / (1.0 - std::pow(options_.beta1, t)));
  const auto root_correction = static_cast<float>(std::sqrt(1.0 - std::pow(options_.beta2, t)));
  const auto beta1 = static_cast<float>(options_.beta1);
  const auto rest1 = static_cast<float>(1.0 - options_.beta1);
  const auto beta2 = static_cast<float>(options_.beta2);
  const auto rest2 = static_cast<float>(1.0 - options_.beta2);
  const auto epsilon = static_cast<float>(options_.epsilon);
  const bool apart = options_.decoupled_weight_decay;
  const float into_gradient = apart ? 0.0f : static_cast<float>(slice.weight_decay);
  const float shrink = apart ? static_cast<float>(1.0 - slice.lr * slice.weight_decay) : 1.0f;
  const float scale = slice.gradient_scale;
  float* __restrict value = slice.value;
  const float* __restrict gradient = slice.gradient;
  float* __restrict first = slice.state[0];
  float* __restrict second = slice.state[1];
  for (std::int64_t i = 0; i < slice.count; ++i) {
    const float g = scale * gradient[i] + into_gradient * value[i];
    first[i] = beta1 * first[i] + rest1 * g;
    second[i] = beta2 * second[i] + rest2 * g * g;
    const float root = std::sqrt(second[i]) / root_correction + epsilon;
    value[i] = shrink * value[i] - rate * (first[i] / root);
  }
}

}  // namespace actlab::optim
