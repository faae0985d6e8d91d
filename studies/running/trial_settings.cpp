#include <actlab/studies/running/trial_settings.h>

#include <algorithm>
#include <array>

#include <actlab/core/base/error.h>
#include <actlab/studies/store/stored_json.h>
#include <actlab/training/config_text.h>

namespace actlab::studies {
namespace {

constexpr std::array<std::string_view, 13> kUndeciding = {
    "activation", "allow-constant", "init",  "epochs",    "max-steps",        "seed", "data-dir",
    "threads",    "output",         "quiet", "log-every", "checkpoint-every", "keep"};

std::string list_text(const std::vector<std::int64_t>& numbers) {
  std::string result;
  for (const std::int64_t number : numbers) result += text(result.empty() ? "" : ",", number);
  return result;
}

// Objects inside are entered, for the name that matters ("model") is often in one of them.
void add_leaves(const Json& object, TrialSettings& settings) {
  for (const auto& [key, value] : object.items()) {
    if (value.is_object()) {
      add_leaves(value, settings);
    } else if (value.is_string()) {
      settings.emplace_back(key, value.get<std::string>());
    } else if (!value.is_null()) {
      settings.emplace_back(key, value.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
  }
}

TrialSettings settings_in(const std::string& configuration) {
  try {
    return trial_settings(parse_training_trial(configuration, "the trial"));
  } catch (const Error&) {
    TrialSettings settings;
    add_leaves(object_or_empty(configuration), settings);
    return settings;
  }
}

}  // namespace

bool decides_a_trial(std::string_view setting_name) {
  return std::ranges::count(kUndeciding, setting_name) == 0;
}

TrialSettings trial_settings(const TrainingTrialSpec& spec) {
  tasks::ImageClassificationConfig config = spec.config;
  optim::fill_in(config);
  config.data_seed = config.data_seed.value_or(config.seed);
  TrialSettings settings = {{"task", config.task()}};
  for (const Setting& setting : static_cast<training::Config&>(config).settings()) {
    const std::string value = training::field_text(setting);
    if (decides_a_trial(setting.name) && setting.idle.empty() && !value.empty()) {
      settings.emplace_back(training::json_key(setting.name), value);
    }
  }
  if (!spec.rungs.empty()) settings.emplace_back("rungs", list_text(spec.rungs));
  if (spec.hopeless_step > 0) {
    settings.emplace_back("hopeless_step", text(spec.hopeless_step));
    settings.emplace_back("hopeless_accuracy", Json(spec.hopeless_accuracy).dump());
  }
  return settings;
}

std::string setting_value(const TrialSettings& settings, std::string_view name) {
  const auto found = std::ranges::find(settings, name, &TrialSettings::value_type::first);
  return found == settings.end() ? "" : found->second;
}

std::string settings_text(const TrialSettings& settings) {
  const TrialSettings usual = trial_settings({});
  // Of settings that the usual optimizer does not have, what is usual for the one that has them.
  TrainingTrialSpec alike;
  const std::string optimizer = setting_value(settings, "optimizer");
  if (!optimizer.empty()) alike.config.optimizer = optimizer;
  const TrialSettings usual_alike = trial_settings(alike);
  std::string result;
  for (const auto& [name, value] : settings) {
    const std::string of_all = setting_value(usual, name);
    if ((of_all.empty() ? setting_value(usual_alike, name) : of_all) == value) continue;
    result += text(result.empty() ? "" : ", ", name, " ", value);
  }
  return result;
}

const TrialSettings& TrialSettingsReader::of(const std::string& configuration) {
  const auto [place, added] = parsed_.try_emplace(configuration);
  if (added) place->second = settings_in(configuration);
  return place->second;
}

}  // namespace actlab::studies
