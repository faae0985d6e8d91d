#include <actlab/optim/weight_average.h>

#include <algorithm>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>

namespace actlab::optim {

WeightAverage::WeightAverage(std::map<std::string, Tensor> weights, double decay)
    : weights_(std::move(weights)), decay_(decay) {
  if (!(decay >= 0.0 && decay < 1.0)) {
    throw UsageError(text("[weight average] the decay must be from 0 to below 1, got ", decay));
  }
  for (const auto& [name, tensor] : weights_) averages_.emplace(name, tensor.detach().clone());
}

void WeightAverage::update(std::int64_t n) {
  if (uses_ > 0) throw Error("[weight average] an update where the averages are in use");
  const auto count = static_cast<double>(n);
  const auto rest = static_cast<float>(1.0 - std::min(decay_, (1.0 + count) / (10.0 + count)));
  constexpr std::int64_t kFloatsPerChunk = 1 << 14;
  for (auto& [name, average] : averages_) {
    const float* weight = weights_.at(name).data();
    float* const into = average.data();
    parallel_chunks(average.elements(), kFloatsPerChunk,
                    [=](std::int64_t begin, std::int64_t end, std::int64_t) {
                      for (std::int64_t i = begin; i < end; ++i) {
                        into[i] += rest * (weight[i] - into[i]);
                      }
                    });
  }
}

WeightAverage::Use::Use(WeightAverage* average) : average_(average) {
  if (average_ != nullptr && average_->uses_++ == 0) average_->exchange();
}

WeightAverage::Use::~Use() {
  if (average_ != nullptr && --average_->uses_ == 0) average_->exchange();
}

void WeightAverage::exchange() {
  for (auto& [name, average] : averages_) {
    Tensor& weight = weights_.at(name);
    std::swap_ranges(average.data(), average.data() + average.elements(), weight.data());
  }
}

std::map<std::string, Tensor> WeightAverage::state() const {
  std::map<std::string, Tensor> state;
  const auto& held = uses_ > 0 ? weights_ : averages_;
  for (const auto& [name, tensor] : held) state.emplace(name, tensor.detach().clone());
  return state;
}

void WeightAverage::load_state(const std::map<std::string, Tensor>& state) {
  for (const auto& [name, tensor] : averages_) {
    const auto found = state.find(name);
    if (found == state.end()) throw Error(text("[weight average] ", name, " is missing"));
    if (found->second.shape() != tensor.shape()) {
      throw Error(text("[weight average] ", name, " has shape ", found->second.shape(),
                       ", expected ", tensor.shape()));
    }
  }
  for (const auto& [name, tensor] : state) {
    if (!averages_.contains(name)) throw Error(text("[weight average] ", name, " is left over"));
  }
  auto& held = uses_ > 0 ? weights_ : averages_;
  for (auto& [name, tensor] : held) std::ranges::copy(state.at(name).values(), tensor.data());
}

}  // namespace actlab::optim
