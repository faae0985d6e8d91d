#include <actlab/tasks/image_weights.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>
#include <utility>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/io/json.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/config_text.h>
#include <actlab/training/version_0_1.h>

namespace actlab::tasks {
namespace {

constexpr const char* kClasses = "classes";

bool may_state(const std::string& key) {
  for (const char* other : {"mean", "std", "image_side", kClasses}) {
    if (key == other) return true;
  }
  return std::ranges::any_of(settings_of_network(), [&](const std::string& setting) {
    return training::json_key(setting) == key;
  });
}

// The shortest text that gives the same floats back.
std::string exact_text(const std::array<float, 3>& numbers) {
  return joined(numbers, " ", [](float number) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    return std::string(buffer.data(), end);
  });
}

std::string with_dashes(std::string key) {
  std::ranges::replace(key, '_', '-');
  return key;
}

// As training/version_0_1.h reads settings of older runs.
std::pair<std::string, std::string> as_of_today(const std::string& key, const std::string& value) {
  std::string name = with_dashes(key);
  std::vector<std::string> words = {value};
  training::translate_setting(name, words);
  return {training::json_key(name), words.front()};
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
  ImageClassificationConfig filled = config;
  layers::fill_in(filled);
  const std::vector<std::string> names = settings_of_network();
  Metadata metadata;
  for (const Setting& setting : static_cast<training::Config&>(filled).settings()) {
    if (!setting.idle.empty() || std::ranges::count(names, setting.name) == 0) continue;
    metadata[training::json_key(setting.name)] = training::field_text(setting);
  }
  return metadata;
}

std::string shortened(const std::string& value) {
  return value.size() <= 200 ? value : value.substr(0, 200) + "...";
}

}  // namespace

std::vector<std::string> settings_of_network() {
  std::vector<std::string> names = {"model", "activation"};
  for (const layers::ModelRow& row : layers::models()) {
    for (const RowSetting& setting : row.settings) {
      const bool known = std::ranges::count(names, setting.name) > 0;
      if (!known && setting.name != "recompute") names.push_back(setting.name);
    }
  }
  return names;
}

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
  for (const auto& [stated_key, stated_value] : training::read_weights(path).metadata) {
    const auto [key, there] = as_of_today(stated_key, stated_value);
    const auto here = run.find(key);
    if (!may_state(key) || here == run.end()) continue;
    if (canonical(key, there, path) == canonical(key, here->second, "the run")) continue;
    notes.push_back(text("the weights of --init state ", key, " ", shortened(there),
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
  for (const auto& [stated_key, stated_value] : metadata) {
    const auto [key, value] = as_of_today(stated_key, stated_value);
    if (!may_state(key)) continue;
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
