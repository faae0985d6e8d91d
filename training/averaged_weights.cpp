#include <actlab/training/averaged_weights.h>

#include <string>
#include <utility>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/loop.h>

namespace actlab::training {
namespace {

std::string prefix_of(std::size_t number) { return text("listener.averaged.", number, "."); }

// In double, the oldest first.
layers::State mean_of(const std::deque<layers::State>& earlier, const layers::State& latest,
                      const layers::Module& model) {
  layers::State mean = latest;
  for (const layers::NamedBuffer& buffer : model.buffers()) {
    if (buffer.kind == layers::BufferKind::random_position) mean.erase(buffer.name);
  }
  for (auto& [name, tensor] : mean) {
    const Tensor newest = std::as_const(latest).at(name);
    std::vector<double> sums(static_cast<std::size_t>(newest.elements()), 0.0);
    const auto add = [&](const Tensor& values) {
      for (std::size_t i = 0; i < sums.size(); ++i) {
        sums[i] += static_cast<double>(values.values()[i]);
      }
    };
    for (const layers::State& state : earlier) add(state.at(name));
    add(newest);
    const auto count = static_cast<double>(earlier.size() + 1);
    tensor = Tensor::uninitialised(newest.shape());
    for (std::size_t i = 0; i < sums.size(); ++i) {
      tensor.data()[i] = static_cast<float>(sums[i] / count);
    }
  }
  return mean;
}

}  // namespace

void AveragedWeights::after_epoch(Loop& loop, Record&) {
  if (epochs_ == 1) return;
  layers::Module& model = loop.task().model();
  own_ = layers::state(model);
  layers::load_state(model, mean_of(latest_, *own_, model), "the mean of epochs");
}

void AveragedWeights::settled(Loop& loop) {
  if (!own_) return;
  layers::load_state(loop.task().model(), *own_, "the weights of before");
  latest_.push_back(std::move(*own_));
  own_.reset();
  while (static_cast<std::int64_t>(latest_.size()) >= epochs_) latest_.pop_front();
}

void AveragedWeights::save(Checkpoint& checkpoint) const {
  if (epochs_ == 1) return;
  checkpoint.put("averaged_epochs", static_cast<std::int64_t>(latest_.size()));
  for (std::size_t i = 0; i < latest_.size(); ++i) {
    checkpoint.put_tensors(prefix_of(i), latest_[i]);
  }
}

void AveragedWeights::load(const Checkpoint& checkpoint) {
  latest_.clear();
  if (!checkpoint.has("averaged_epochs")) return;
  const std::int64_t count = checkpoint.whole("averaged_epochs");
  for (std::int64_t i = 0; i < count; ++i) {
    latest_.push_back(checkpoint.tensors(prefix_of(static_cast<std::size_t>(i))));
  }
}

}  // namespace actlab::training
