#include <actlab/studies/findings/recorded_study.h>

#include <fstream>
#include <limits>

#include <actlab/studies/store/stored_json.h>

namespace actlab::studies {
namespace {

// The value of the key, or `absent` where it is missing or null.
template <class T>
T field(const Json& object, const char* key, T absent) {
  const auto place = object.find(key);
  return place == object.end() || place->is_null() ? absent : place->get<T>();
}

std::optional<double> optional_field(const Json& object, const char* key) {
  const auto place = object.find(key);
  if (place == object.end() || place->is_null()) return std::nullopt;
  return place->get<double>();
}

// What was stored as text: JSON is written out again.
std::string text_field(const Json& object, const char* key) {
  const Json value = object.value(key, Json("{}"));
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Trial trial_from(const Json& line) {
  Trial trial;
  trial.id = trial.number = line.at("trial").get<std::int64_t>();
  trial.formula = line.at("formula").get<std::string>();
  trial.canonical_hash = field<std::string>(line, "canonical_hash", trial.formula);
  trial.configuration = text_field(line, "configuration");
  trial.seed = field<std::int64_t>(line, "seed", 0);
  trial.budget = field<std::int64_t>(line, "budget", 0);
  trial.rung = field<std::int64_t>(line, "rung", 0);
  trial.priority = field(line, "priority", 0.0);
  trial.state = parse_state(line.at("state").get<std::string>());
  const std::string outcome = field<std::string>(line, "outcome", "");
  if (!outcome.empty()) trial.outcome = parse_outcome(outcome);
  trial.reward = optional_field(line, "reward");
  trial.error = field<std::string>(line, "error", "");
  trial.attempt = field<std::int64_t>(line, "attempt", 0);
  trial.step = field<std::int64_t>(line, "step", 0);
  trial.worker = field<std::string>(line, "worker", "");
  trial.checkpoint = field<std::string>(line, "checkpoint", "");
  trial.created = field(line, "created", 0.0);
  trial.started = optional_field(line, "started");
  trial.finished = optional_field(line, "finished");
  return trial;
}

ControllerState update_from(const Json& line) {
  ControllerState state;
  state.update = line.at("update").get<std::int64_t>();
  state.consumed = field<std::int64_t>(line, "consumed", 0);
  state.baseline = field(line, "baseline", std::numeric_limits<double>::quiet_NaN());
  state.report = text_field(line, "report");
  return state;
}

std::vector<Metric> metrics_from(const Json& line) {
  std::vector<Metric> metrics;
  for (const Json& metric : line.value("metrics", Json::array())) {
    metrics.push_back(
        {metric.at("step").get<std::int64_t>(), metric.at("name").get<std::string>()});
    if (!metric.at("value").is_null()) metrics.back().value = metric["value"].get<double>();
  }
  return metrics;
}

void add_trial(const Json& line, RecordedStudy& record) {
  record.trials.push_back(trial_from(line));
  if (record.study.kind == "grid") {
    record.metrics[record.trials.back().number] = metrics_from(line);
  }
}

void add_line(const Json& line, RecordedStudy& record, bool& begun) {
  if (!line.is_object()) throw Error("expected a JSON object");
  if (line.contains("study")) {
    record.study.name = line["study"].get<std::string>();
    record.study.kind = field<std::string>(line, "kind", "");
    record.study.configuration = text_field(line, "configuration");
    record.study.created = field(line, "created", 0.0);
    begun = true;
    return;
  }
  if (!begun) throw Error("expected the study first; is this what ./run study export wrote?");
  if (line.contains("proposal")) return;
  if (line.contains("update")) record.updates.push_back(update_from(line));
  if (line.contains("trial")) add_trial(line, record);
}

}  // namespace

RecordedStudy read_study(TrialStore& store, const Study& study) {
  RecordedStudy record = {study, store.trials(study.id), store.controller_history(study.id)};
  if (study.kind != "grid") return record;
  for (const Trial& trial : record.trials) {
    record.metrics[trial.number] = store.metrics(trial.id);
  }
  return record;
}

RecordedStudy read_exported_study(std::istream& input, const std::string& source) {
  RecordedStudy record;
  bool begun = false;
  int number = 0;
  for (std::string line; std::getline(input, line);) {
    ++number;
    if (line.empty()) continue;
    try {
      add_line(parse_json(line, "JSON"), record, begun);
    } catch (const std::exception& error) {
      throw Error(text("[study] ", source, " line ", number, ": ", error.what()));
    }
  }
  if (!begun) throw Error(text("[study] ", source, " holds no study"));
  return record;
}

RecordedStudy read_exported_study(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw Error(text("[study] cannot read ", path, "; it should be what ./run study export wrote"));
  }
  return read_exported_study(file, path);
}

}  // namespace actlab::studies
