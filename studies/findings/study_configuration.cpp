#include <actlab/studies/findings/study_configuration.h>

#include <algorithm>

#include <actlab/studies/running/grid.h>
#include <actlab/studies/store/stored_json.h>

namespace actlab::studies {
namespace {

void add_value(Json& values, const Json& value) {
  if (std::ranges::find(values, value) == values.end()) values.push_back(value);
}

// What a list of one value says is said without the list.
Json alone(const Json& values) { return values.size() == 1 ? values.front() : values; }

}  // namespace

std::string study_configuration(const RecordedStudy& study) {
  if (study.study.kind != "grid" || study.trials.empty()) return study.study.configuration;
  Json grid = {{"activations", Json::array()},
               {"models", Json::array()},
               {"data", Json::array()},
               {"seeds", Json::array()},
               {"steps", Json::array()}};
  Json settings = Json::object();
  TrialSettingsReader reader;
  for (const Trial& trial : study.trials) {
    add_value(grid["activations"], trial.formula);
    add_value(grid["seeds"], trial.seed);
    add_value(grid["steps"], trial.budget);
    for (const auto& [name, value] : reader.of(trial.configuration)) {
      if (name == "model") {
        add_value(grid["models"], value);
      } else if (name == "data") {
        add_value(grid["data"], value);
      } else {
        add_value(settings[name], json_or_text(value));
      }
    }
  }
  grid["steps"] = alone(grid["steps"]);
  for (const auto& [name, values] : settings.items()) grid[name] = alone(values);
  return grid.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string readable_hash(const Study& study, const Trial& trial) {
  if (study.kind != "grid" || trial.canonical_hash.find(" in {\"") == std::string::npos) {
    return trial.canonical_hash;
  }
  return cell_hash(trial.formula, TrialSettingsReader().of(trial.configuration));
}

}  // namespace actlab::studies
