#include <actlab/optim/sgd.h>

#include <actlab/core/base/error.h>

namespace actlab::optim {
namespace {

std::vector<Slot> slots(const SGDOptions& options) {
  if (options.momentum == 0.0) return {};
  return {"momentum"};
}

}  // namespace

SGD::SGD(std::vector<ParameterGroup> groups, SGDOptions options)
    : Optimizer(std::move(groups), slots(options)), options_(options) {
  if (!(options.momentum >= 0.0 && options.momentum < 1.0)) {
    throw UsageError(text("[sgd] momentum must be from 0 to below 1, got ", options.momentum));
  }
  if (options.nesterov && options.momentum == 0.0) {
    throw UsageError("[sgd] Nesterov needs a momentum above 0");
  }
}

void SGD::update(const Slice& slice) const {
  const auto lr = static_cast<float>(slice.lr);
  const auto decay = static_cast<float>(slice.weight_decay);
  const auto momentum = static_cast<float>(options_.momentum);
  const float scale = slice.gradient_scale;
  float* __restrict value = slice.value;
  const float* __restrict gradient = slice.gradient;
  if (options_.momentum == 0.0) {
    for (std::int64_t i = 0; i < slice.count; ++i) {
      value[i] -= lr * (scale * gradient[i] + decay * value[i]);
    }
    return;
  }
  float* __restrict kept = slice.state[0];
  // Plain: lr * m. Nesterov: lr * (g + momentum * m).
  const float of_gradient = options_.nesterov ? 1.0f : 0.0f;
  const float of_momentum = options_.nesterov ? momentum : 1.0f;
  for (std::int64_t i = 0; i < slice.count; ++i) {
    const float g = scale * gradient[i] + decay * value[i];
    kept[i] = momentum * kept[i] + g;
    value[i] -= lr * (of_gradient * g + of_momentum * kept[i]);
  }
}

}  // namespace actlab::optim
