#include <actlab/training/checkpoint.h>

#include <array>
#include <charconv>
#include <system_error>

#include <actlab/core/base/error.h>
#include <actlab/layers/state.h>

namespace actlab::training {
namespace {

constexpr const char* kFormatKey = "actlab_checkpoint";
constexpr const char* kFormat = "1";
constexpr std::string_view kOptimizerPrefix = "optimizer.";

// The shortest text that gives the same number back.
template <class Number>
std::string exact_text(Number value) {
  std::array<char, 64> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), result.ptr};
}

// Calls visit(key, field) for every field: one list for writing and reading.
template <class State, class Visit>
void visit_state(State& state, const Visit& visit) {
  visit("step", state.step);
  visit("epoch", state.position.epoch);
  visit("batch", state.position.batch);
  visit("epoch_loss", state.epoch_loss);
  visit("epoch_correct", state.epoch_correct);
  visit("epoch_images", state.epoch_images);
  visit("best_accuracy", state.best_accuracy);
  visit("best_step", state.best_step);
  visit("test_accuracy", state.test_accuracy);
}

template <class Number>
void put(Metadata& metadata, const char* key, Number value) {
  metadata[key] = exact_text(value);
}

template <class Number>
void put(Metadata& metadata, const char* key, const std::optional<Number>& value) {
  if (value) put(metadata, key, *value);
}

class StateReader {
 public:
  StateReader(const Metadata& metadata, const std::string& path)
      : metadata_(metadata), path_(path) {}

  template <class Number>
  void operator()(const char* key, Number& field) const {
    const auto found = metadata_.find(key);
    if (found == metadata_.end()) fail(key, "is missing");
    const std::string& word = found->second;
    const auto result = std::from_chars(word.data(), word.data() + word.size(), field);
    if (result.ec != std::errc() || result.ptr != word.data() + word.size()) {
      fail(key, "is no number");
    }
  }

  template <class Number>
  void operator()(const char* key, std::optional<Number>& field) const {
    if (!metadata_.contains(key)) return;
    field.emplace();
    (*this)(key, *field);
  }

 private:
  [[noreturn]] void fail(const char* key, const char* why) const {
    throw Error(text("[checkpoint] ", path_, ": metadata \"", key, "\" ", why));
  }

  const Metadata& metadata_;
  const std::string& path_;
};

// Takes the optimizer's tensors out of the file's.
NamedTensors take_optimizer_state(NamedTensors& tensors) {
  NamedTensors state;
  for (auto entry = tensors.begin(); entry != tensors.end();) {
    if (entry->first.starts_with(kOptimizerPrefix)) {
      state.emplace(entry->first.substr(kOptimizerPrefix.size()), entry->second);
      entry = tensors.erase(entry);
    } else {
      ++entry;
    }
  }
  return state;
}

}  // namespace

void save_checkpoint(const std::string& path, const layers::Module& model,
                     const optim::Optimizer& optimizer, const TrainingState& state) {
  NamedTensors tensors = layers::state(model);
  for (auto& [name, tensor] : optimizer.state()) {
    tensors.emplace(std::string(kOptimizerPrefix) + name, tensor);
  }
  Metadata metadata{{kFormatKey, kFormat}};
  visit_state(state, [&](const char* key, const auto& field) { put(metadata, key, field); });
  write_safetensors(path, tensors, metadata);
}

TrainingState load_checkpoint(const std::string& path, layers::Module& model,
                              optim::Optimizer& optimizer) {
  Safetensors file = read_safetensors(path);
  const auto format = file.metadata.find(kFormatKey);
  if (format == file.metadata.end() || format->second != kFormat) {
    throw Error(text("[checkpoint] ", path, " holds weights but no state of a run that could be ",
                     "resumed; start from them with --init"));
  }
  TrainingState state;
  visit_state(state, StateReader(file.metadata, path));
  const NamedTensors optimizer_state = take_optimizer_state(file.tensors);
  layers::load_state(model, file.tensors, path);
  optimizer.load_state(optimizer_state);
  return state;
}

void save_weights(const std::string& path, const layers::Module& model, const Metadata& metadata) {
  write_safetensors(path, layers::state(model), metadata);
}

void load_weights(layers::Module& model, const std::string& path) {
  Safetensors file = read_safetensors(path);
  if (file.metadata.contains(kFormatKey)) take_optimizer_state(file.tensors);
  layers::load_state(model, file.tensors, path);
}

}  // namespace actlab::training
