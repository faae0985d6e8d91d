#include <actlab/training/checkpoint.h>

#include <array>
#include <charconv>
#include <filesystem>
#include <system_error>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/layers/state.h>
#include <actlab/training/version_0_1.h>

namespace actlab::training {
namespace {

constexpr const char* kFormatKey = "actlab_checkpoint";
constexpr const char* kFormat = "2";
constexpr std::array kPrefixes = {"optimizer.", "average.", "listener."};

// The shortest text that gives the same number back.
template <class Number>
std::string exact_text(Number value) {
  std::array<char, 64> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), result.ptr};
}

template <class Number>
std::optional<Number> exact_number(const std::string& word) {
  Number number{};
  const auto result = std::from_chars(word.data(), word.data() + word.size(), number);
  if (result.ec != std::errc() || result.ptr != word.data() + word.size()) return {};
  return number;
}

bool is_of_model(const std::string& name) {
  for (const char* prefix : kPrefixes) {
    if (name.starts_with(prefix)) return false;
  }
  return true;
}

}  // namespace

Checkpoint Checkpoint::read(const std::string& path) {
  Safetensors file = read_safetensors(path);
  Checkpoint checkpoint;
  checkpoint.source_ = path;
  checkpoint.tensors_ = std::move(file.tensors);
  checkpoint.metadata_ = std::move(file.metadata);
  translate_version_0_1(checkpoint.metadata_);
  if (!checkpoint.has(kFormatKey)) {
    throw Error(text("[checkpoint] ", path, " holds weights but no state of a run that could be ",
                     "resumed; start from them with --init"));
  }
  if (checkpoint.word(kFormatKey) != kFormat) {
    throw Error(text("[checkpoint] ", path, " is of a later version of this program: format ",
                     checkpoint.word(kFormatKey), " where ", kFormat, " is known"));
  }
  return checkpoint;
}

void Checkpoint::write(const std::string& path) const {
  Metadata metadata = metadata_;
  metadata[kFormatKey] = kFormat;
  write_safetensors(path, tensors_, metadata);
}

void Checkpoint::put(const std::string& key, std::int64_t number) {
  metadata_[key] = exact_text(number);
}

void Checkpoint::put(const std::string& key, double number) { metadata_[key] = exact_text(number); }

void Checkpoint::put_measures(const std::string& key, const Measures& measures) {
  for (const auto& [name, value] : measures) put(key + "." + name, value);
  put(key, joined(measures, ",", [](const auto& measure) { return measure.first; }));
}

void Checkpoint::put_tensors(const std::string& prefix, const NamedTensors& tensors) {
  for (const auto& [name, tensor] : tensors) tensors_.insert_or_assign(prefix + name, tensor);
}

std::string Checkpoint::word(const std::string& key) const {
  const auto found = metadata_.find(key);
  if (found == metadata_.end()) fail(key, "is missing");
  return found->second;
}

std::int64_t Checkpoint::whole(const std::string& key) const {
  const auto number = exact_number<std::int64_t>(word(key));
  if (!number) fail(key, "is no number");
  return *number;
}

double Checkpoint::number(const std::string& key) const {
  const auto number = exact_number<double>(word(key));
  if (!number) fail(key, "is no number");
  return *number;
}

Measures Checkpoint::measures(const std::string& key) const {
  Measures result;
  const std::string names = word(key);
  for (std::size_t begin = 0; begin < names.size();) {
    const std::size_t end = std::min(names.find(',', begin), names.size());
    const std::string name = names.substr(begin, end - begin);
    result.emplace_back(name, number(key + "." + name));
    begin = end + 1;
  }
  return result;
}

NamedTensors Checkpoint::tensors(const std::string& prefix) const {
  NamedTensors result;
  for (const auto& [name, tensor] : tensors_) {
    if (name.starts_with(prefix)) result.emplace(name.substr(prefix.size()), tensor);
  }
  return result;
}

NamedTensors Checkpoint::model_tensors() const {
  NamedTensors result;
  for (const auto& [name, tensor] : tensors_) {
    if (is_of_model(name)) result.emplace(name, tensor);
  }
  return result;
}

void Checkpoint::fail(const std::string& key, const char* why) const {
  throw Error(text("[checkpoint] ", source_, ": metadata \"", key, "\" ", why));
}

void save_weights(const std::string& path, const layers::Module& model, const Metadata& metadata) {
  write_safetensors(path, layers::state(model), metadata);
}

Safetensors read_weights(const std::string& path) {
  if (std::filesystem::is_directory(path)) {
    throw UsageError(text("[weights] ", path, " is a folder; name a file of weights in it: ", path,
                          "/best.safetensors"));
  }
  if (!std::filesystem::exists(path)) {
    throw UsageError(text("[weights] there is no file ", path, "; ./run train writes weights into ",
                          "the folder of its run, as best.safetensors"));
  }
  Safetensors file = read_safetensors(path);
  if (file.metadata.contains(kFormatKey)) {
    std::erase_if(file.tensors, [](const auto& entry) { return !is_of_model(entry.first); });
  }
  return file;
}

Metadata load_weights(layers::Module& model, const std::string& path) {
  const Safetensors file = read_weights(path);
  layers::load_state(model, file.tensors, path);
  return file.metadata;
}

}  // namespace actlab::training
