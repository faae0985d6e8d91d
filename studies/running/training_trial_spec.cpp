#include <actlab/studies/running/training_trial_spec.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/io/json.h>
#include <actlab/training/config_text.h>

namespace actlab::studies {
namespace {

[[noreturn]] void refuse(const std::string& source, const std::string& key,
                         const std::string& expected) {
  throw UsageError(text("[trial] ", source, ": \"", key, "\" must be ", expected));
}

std::int64_t whole_number(const Json& value, const std::string& source, const std::string& key) {
  if (!value.is_number_integer() || value.get<std::int64_t>() < 0) {
    refuse(source, key, "a whole number from 0");
  }
  return value.get<std::int64_t>();
}

std::vector<std::int64_t> read_rungs(const Json& value, const std::string& source) {
  std::vector<std::int64_t> rungs;
  for (const Json& rung : value) rungs.push_back(whole_number(rung, source, "rungs"));
  const bool rise = std::ranges::is_sorted(rungs, std::ranges::less_equal{});
  if (!value.is_array() || !rise || (!rungs.empty() && rungs.front() < 1)) {
    refuse(source, "rungs", "an array of steps above 0 that rise");
  }
  return rungs;
}

double read_fraction(const Json& value, const std::string& source, const std::string& key) {
  if (!value.is_number()) refuse(source, key, "a number from 0 to 1");
  const auto fraction = value.get<double>();
  if (!(fraction >= 0.0 && fraction <= 1.0)) refuse(source, key, "a number from 0 to 1");
  return fraction;
}

void read_key(TrainingTrialSpec& spec, const std::string& key, const Json& value,
              const std::string& source) {
  if (key == "config") {
    training::apply_json(*spec.config, value.dump(), source);
  } else if (key == "rungs") {
    spec.rungs = read_rungs(value, source);
  } else if (key == "hopeless_step") {
    spec.hopeless_step = whole_number(value, source, key);
  } else if (key == "hopeless_accuracy") {
    spec.hopeless_accuracy = read_fraction(value, source, key);
  } else if (key == "function") {
    if (!value.is_string()) refuse(source, key, "a formula");
    spec.function = value.get<std::string>();
  } else {
    throw UsageError(text("[trial] ", source, ": unknown key \"", key,
                          "\"; there are config, rungs, hopeless_step, hopeless_accuracy and ",
                          "function"));
  }
}

}  // namespace

std::string to_json(const TrainingTrialSpec& spec) {
  Json json;
  json["config"] = parse_json(training::to_json(*spec.config), "config");
  json["rungs"] = spec.rungs;
  json["hopeless_step"] = spec.hopeless_step;
  json["hopeless_accuracy"] = spec.hopeless_accuracy;
  if (!spec.function.empty()) json["function"] = spec.function;
  return json.dump();
}

TrainingTrialSpec parse_training_trial(const std::string& json, const std::string& source,
                                       const training::TaskTable& tasks) {
  const Json parsed = parse_json(json, source);
  if (!parsed.is_object()) throw UsageError(text("[trial] ", source, ": must be a JSON object"));
  const Json config = parsed.value("config", Json::object());
  TrainingTrialSpec spec{*training::find_task_of(tasks, config.dump(), source).config()};
  for (const auto& [key, value] : parsed.items()) read_key(spec, key, value, source);
  training::check(*spec.config);
  return spec;
}

}  // namespace actlab::studies
