#include "examples/study_runs.h"

#include <map>

#include <actlab/core/base/error.h>
#include <actlab/studies/store/store.h>

namespace actlab {
namespace {

using studies::Trial;
using studies::TrialState;
using training::RecordedRun;
using training::RunState;

std::vector<training::Record> records_of(const std::vector<studies::Metric>& metrics) {
  std::map<std::int64_t, training::Record> by_step;
  for (const studies::Metric& metric : metrics) {
    training::Record& record = by_step[metric.step];
    record.unit = "step";
    record.at = metric.step;
    record.values.emplace_back(metric.name, metric.value);
  }
  std::vector<training::Record> records;
  for (auto& [step, record] : by_step) records.push_back(std::move(record));
  return records;
}

RecordedRun run_of(const Trial& trial, std::vector<training::Record> records) {
  RecordedRun run{text("trial ", trial.number), std::move(records)};
  run.settings = training::settings_in(trial.configuration, run.path);
  run.settings["activation"] = trial.formula;
  run.settings["seed"] = std::to_string(trial.seed);
  run.settings["max_steps"] = std::to_string(trial.budget);
  const bool whole = trial.state == TrialState::complete && trial.outcome == studies::Outcome::ok;
  run.state = whole ? RunState::finished : RunState::unfinished;
  return run;
}

}  // namespace

std::vector<RecordedRun> study_runs(const std::string& name, const std::string& address) {
  studies::TrialStore store = studies::TrialStore::open(address, studies::Missing::refuse);
  std::vector<RecordedRun> runs;
  for (const Trial& trial : store.trials(store.get_study(name).id)) {
    std::vector<training::Record> records = records_of(store.metrics(trial.id));
    if (!records.empty()) runs.push_back(run_of(trial, std::move(records)));
  }
  if (runs.empty()) {
    throw UsageError(text("[plot] no trial of '", name, "' has written anything down yet"));
  }
  return runs;
}

}  // namespace actlab
