#include <actlab/tasks/image_weights.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/io/json.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/config_text.h>

namespace actlab::tasks {
namespace {

constexpr const char* kClasses = "classes";
// The others are settings; in flags, with dashes.
constexpr std::array kStated = {"model", "activation", "shortcut",   "batch_norm_scale",
                                "mean",  "std",        "image_side", kClasses};

// The shortest text that gives the same floats back.
std::string exact_text(const std::array<float, 3>& numbers) {
  std::string result;
  for (const float number : numbers) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    result += (result.empty() ? "" : " ") + std::string(buffer.data(), end);
  }
  return result;
}

std::string with_dashes(std::string key) {
  std::ranges::replace(key, '_', '-');
  return key;
}

std::vector<std::string> words_of(const std::string& key, const std::string& value) {
  if (key != "mean" && key != "std") return {value};
  std::vector<std::string> words;
  std::istringstream stream(value);
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::array<float, 3> as_floats(const ThreeNumbers& numbers) {
  std::array<float, 3> floats{};
  std::ranges::transform(numbers, floats.begin(), [](double n) { return static_cast<float>(n); });
  return floats;
}

// JSON is UTF-8, the names of folders are any bytes.
std::string class_list(const std::vector<std::string>& names) {
  return Json(names).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> parse_classes(const std::string& value) {
  const Json json = parse_json(value, "the names of classes");
  if (!json.is_array()) throw UsageError("the names of classes are no array");
  std::vector<std::string> names;
  for (const Json& name : json) {
    if (!name.is_string()) throw UsageError("the names of classes are no texts");
    names.push_back(name.get<std::string>());
  }
  return names;
}

// One text for one thing: a catalog name and its formula, 0.50 and 0.5. Throws what the value's own
// reader throws.
std::string canonical(const std::string& key, const std::string& value) {
  if (key == "activation") return formula::compile(value)->text;
  if (key == kClasses) return class_list(parse_classes(value));
  ImageClassificationConfig config;
  training::set_field(config, with_dashes(key), words_of(key, value));
  if (key == "mean") return exact_text(as_floats(*config.mean));
  if (key == "std") return exact_text(as_floats(*config.std));
  return training::field_text(config, with_dashes(key));
}

std::string canonical(const std::string& key, const std::string& value, const std::string& source) {
  try {
    return canonical(key, value);
  } catch (const Error& error) {
    throw UsageError(text("[weights] ", source, " states no ", key, ": ", error.what()));
  }
}

Metadata describe_network(const ImageClassificationConfig& config) {
  return {{"model", config.model},
          {"activation", config.activation},
          {"shortcut", config.shortcut},
          {"batch_norm_scale", config.batch_norm_scale ? "on" : "off"}};
}

std::string shortened(const std::string& value) {
  return value.size() <= 200 ? value : value.substr(0, 200) + "...";
}

}  // namespace

Metadata describe_images(const ImageClassificationConfig& config, const datasets::Dataset& images,
                         const datasets::Normalisation& normalisation) {
  Metadata metadata = describe_network(config);
  metadata["mean"] = exact_text(normalisation.mean);
  metadata["std"] = exact_text(normalisation.std);
  metadata["image_side"] = text(images.height());
  metadata[kClasses] = class_list(images.class_names());
  return metadata;
}

std::vector<std::string> notes_on_init(const std::string& path, const Metadata& run) {
  std::vector<std::string> notes;
  const Metadata weights = training::read_weights(path).metadata;
  for (const char* key : kStated) {
    const auto there = weights.find(key), here = run.find(key);
    if (there == weights.end() || here == run.end()) continue;
    if (canonical(key, there->second, path) == canonical(key, here->second, "the run")) continue;
    notes.push_back(text("the weights of --init state ", key, " ", shortened(there->second),
                         ", this run has ", shortened(here->second)));
  }
  return notes;
}

void StatedOfWeights::add(const Metadata& metadata, const std::string& source) {
  const auto task = metadata.find("task");
  if (task != metadata.end() && task->second != ImageClassificationConfig().task()) {
    throw UsageError(text("[weights] ", source, " is of the task ", task->second, ", not of ",
                          ImageClassificationConfig().task()));
  }
  for (const auto& [key, value] : metadata) {
    if (std::ranges::count(kStated, key) == 0) continue;
    const auto [before, is_new] = values_.emplace(key, Value{value, source});
    if (is_new || canonical(key, value, source) ==
                      canonical(key, before->second.text, before->second.source)) {
      continue;
    }
    throw UsageError(text("[weights] ", before->second.source, " states ", key, " ",
                          shortened(before->second.text), ", but ", source, " states ",
                          shortened(value), ": they are not of one run"));
  }
}

void StatedOfWeights::add(const ImageClassificationConfig& config, const std::string& source) {
  add(describe_network(config), source);
}

void StatedOfWeights::apply(ImageClassificationConfig& config) const {
  for (const auto& [key, value] : values_) {
    if (key == kClasses) continue;
    canonical(key, value.text, value.source);  // says whose fault it is
    training::set_field(config, with_dashes(key), words_of(key, value.text));
  }
}

void StatedOfWeights::require_same(const ImageClassificationConfig& config,
                                   const std::string& setting) const {
  std::string key = setting;
  std::ranges::replace(key, '-', '_');
  const auto stated = values_.find(key);
  if (stated == values_.end()) return;
  const std::string asked = training::field_text(config, setting);
  const auto& [value, source] = stated->second;
  if (canonical(key, asked, "--" + setting) == canonical(key, value, source)) return;
  throw UsageError(text("[weights] --", setting, " is ", asked, ", but ", source, " states ", value,
                        "; leave the flag out, or take other weights"));
}

void StatedOfWeights::require_fits(const datasets::Dataset& images) const {
  const auto side = values_.find("image_side");
  if (side != values_.end() && side->second.text != text(images.height())) {
    throw UsageError(text("[weights] ", images.name(), " has images of side ", images.height(),
                          ", but ", side->second.source, " states ", side->second.text,
                          "; give the --data that the weights belong to"));
  }
  const auto classes = values_.find(kClasses);
  if (classes == values_.end()) return;
  const auto& [value, source] = classes->second;
  const std::string stated = canonical(kClasses, value, source);
  const std::string here = class_list(images.class_names());
  if (stated == here) return;
  std::vector<std::string> sorted_here = parse_classes(here), sorted_stated = parse_classes(value);
  std::ranges::sort(sorted_here);
  std::ranges::sort(sorted_stated);
  throw UsageError(text("[weights] ", images.name(), " has the classes ", shortened(here), ", but ",
                        source, " states ", shortened(stated),
                        sorted_here == sorted_stated ? ", the same in another order" : "",
                        "; give the --data that the weights belong to"));
}

}  // namespace actlab::tasks
