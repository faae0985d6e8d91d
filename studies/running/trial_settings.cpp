#include <actlab/studies/running/trial_settings.h>

#include <algorithm>
#include <array>
#include <memory>

#include <actlab/core/base/error.h>
#include <actlab/layers/models/model_config.h>
#include <actlab/studies/store/stored_json.h>
#include <actlab/training/config_text.h>

namespace actlab::studies {
namespace {

constexpr std::array<std::string_view, 21> kUndeciding = {
    "function",  "activation",       "allow_constant", "init",
    "epochs",    "max_steps",        "max_minutes",    "seed",
    "data_dir",  "threads",          "output",         "quiet",
    "log_every", "checkpoint_every", "keep",           "average",
    "probe",     "probe_layers",     "probe_examples", "tensorboard",
    "recompute"};

// The sections that tasks share, so that what an older version did not know yet has its default:
// that of the network where it is one of the table's.
class SharedConfig : public training::Config, public layers::ModelConfig {
 public:
  explicit SharedConfig(bool has_network) : has_network_(has_network) {}
  std::string task() const override { return ""; }
  std::unique_ptr<training::Config> clone() const override {
    return std::make_unique<SharedConfig>(*this);
  }
  std::string run_name() const override { return ""; }

 private:
  Settings own_settings() override {
    return has_network_ ? layers::settings(*this, layers::ModelInput::images) : Settings();
  }
  void check_own() const override {}

  bool has_network_;
};

bool has_network(const Json& config) {
  const auto model = config.find("model");
  if (model == config.end() || !model->is_string()) return false;
  try {
    layers::require_known_model(model->get<std::string>());
    return true;
  } catch (const UsageError&) {  // a program's own
    return false;
  }
}

// As field_text (training/config_text.h) has it, of a value alone.
std::string value_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "on" : "off";
  if (!value.is_array()) return value.dump(-1, ' ', false, Json::error_handler_t::replace);
  const bool whole =
      std::ranges::all_of(value, [](const Json& v) { return v.is_number_integer(); });
  std::string result;
  for (const Json& element : value) {
    result += (result.empty() ? "" : whole ? "," : " ") + value_text(element);
  }
  return result;
}

void add(TrialSettings& settings, const std::string& name, const Json& value) {
  const std::string words = value.is_null() ? "" : value_text(value);
  if (!words.empty() && decides_a_trial(name)) settings.emplace_back(name, words);
}

// Objects inside are entered, for the name that matters ("model") is often in one of them.
void add_leaves(TrialSettings& settings, const Json& object) {
  for (const auto& [name, value] : object.items()) {
    if (value.is_object()) {
      add_leaves(settings, value);
    } else {
      add(settings, name, value);
    }
  }
}

// Applies a shared setting; false where the task has one of its own in its place, which takes other
// values. Version 0.1 knew no such task.
bool apply_shared(SharedConfig& shared, const Json& config, const std::string& name) {
  try {
    training::apply_json(shared, Json{{name, config[name]}}.dump(), "the trial");
    return true;
  } catch (const UsageError&) {
    if (!config.contains("task")) throw;
    return false;
  }
}

void add_config(TrialSettings& settings, const Json& config) {
  SharedConfig shared(has_network(config));
  std::vector<std::string> replaced;  // by a setting of the task's own, of the same name
  std::vector<std::string> shared_names = {"task", "batch_norm_scale",
                                           "decay_activation"};  // the last two of 0.1
  for (const Setting& setting : shared.settings()) {
    shared_names.push_back(training::json_key(setting.name));
  }
  settings.emplace_back("task", config.value("task", "images"));  // all that version 0.1 knew
  for (const auto& [name, value] : config.items()) {
    if (std::ranges::count(shared_names, name) == 0) {
      add(settings, name, value);
    } else if (name != "task" && !apply_shared(shared, config, name)) {
      add(settings, name, value);
      replaced.push_back(name);
    }
  }
  optim::fill_in(shared);
  layers::fill_in(shared);
  shared.lr_factor = optim::lr_factor(shared);
  shared.data_seed = shared.data_seed.value_or(shared.seed);
  for (const Setting& setting : shared.settings()) {
    const std::string name = training::json_key(setting.name);
    if (!setting.idle.empty() || std::ranges::count(replaced, name) > 0) continue;
    add(settings, name, training::field_text(setting));
  }
}

TrialSettings settings_in(const std::string& configuration) {
  const Json trial = object_or_empty(configuration);
  TrialSettings settings;
  try {
    if (!trial.contains("config") || !trial["config"].is_object()) throw Error("no training");
    add_config(settings, trial["config"]);
    const bool looks = trial.value("hopeless_step", 0) > 0;
    for (const auto& [name, value] : trial.items()) {
      const bool idle = name.starts_with("hopeless") && !looks;
      if (name != "config" && !idle) add(settings, name, value);
    }
  } catch (const std::exception&) {
    settings.clear();
    add_leaves(settings, trial);
  }
  return settings;
}

}  // namespace

bool decides_a_trial(std::string_view name) {
  return std::ranges::count(kUndeciding, training::json_key(std::string(name))) == 0;
}

std::string setting_value(const TrialSettings& settings, std::string_view name) {
  const auto found = std::ranges::find(settings, name, &TrialSettings::value_type::first);
  return found == settings.end() ? "" : found->second;
}

const TrialSettings& TrialSettingsReader::of(const std::string& configuration) {
  const auto [place, added] = parsed_.try_emplace(configuration);
  if (added) place->second = settings_in(configuration);
  return place->second;
}

}  // namespace actlab::studies
