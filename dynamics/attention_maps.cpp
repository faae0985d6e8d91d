#include <actlab/dynamics/attention_maps.h>

#include <algorithm>

#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/attention.h>
#include <actlab/layers/watch.h>
#include <actlab/training/evaluation_mode.h>

namespace actlab::dynamics {
namespace {

using training::Part;

bool is_attention(const layers::Module& module) {
  return dynamic_cast<const layers::AttentionWeights*>(&module) != nullptr;
}

bool has_attention(layers::Module& model) {
  return std::ranges::any_of(model.modules(), [](const layers::NamedModule& entry) {
    return is_attention(*entry.module);
  });
}

bool differ_in_length(const std::vector<std::vector<std::string>>& sequences) {
  return std::ranges::any_of(
      sequences, [&](const auto& sequence) { return sequence.size() != sequences[0].size(); });
}

std::int64_t example_among(const training::Task& task, const std::vector<std::int64_t>& items) {
  const auto found = std::ranges::find_if(items, [&](std::int64_t item) {
    return differ_in_length(task.sequences(Part::train, item));
  });
  return found == items.end() ? items.front() : *found;
}

}  // namespace

AttentionMaps::AttentionMaps(training::Task& task, const std::vector<std::int64_t>& items)
    : task_(task),
      any_(has_attention(task.model())),
      item_(any_ ? example_among(task, items) : items.front()) {}

std::vector<std::vector<std::string>> AttentionMaps::sequences() const {
  return any_ ? task_.sequences(Part::train, item_) : std::vector<std::vector<std::string>>();
}

std::map<std::string, AttentionLook> AttentionMaps::look(
    const std::function<bool(std::string_view site)>& wanted) const {
  std::map<std::string, AttentionLook> looks;
  if (!any_) return looks;
  const NoGradient no_gradient;
  const training::EvaluationMode evaluation_mode(task_.model());
  const layers::Watch watch(task_.model(), [&](const layers::Seen& seen) {
    if (!is_attention(seen.module) || !wanted(seen.name)) return;
    const Tensor weights = seen.output.tensor();
    const auto values = weights.values();
    looks[std::string(seen.name)] = {weights.size(1), weights.size(2), weights.size(3),
                                     std::vector<float>(values.begin(), values.end())};
  });
  task_.forward_items(Part::train, {item_});
  return looks;
}

}  // namespace actlab::dynamics
