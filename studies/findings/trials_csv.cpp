#include <actlab/studies/findings/trials_csv.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <ostream>

#include <actlab/studies/findings/csv_field.h>
#include <actlab/studies/findings/leaderboard.h>
#include <actlab/studies/running/trial_settings.h>
#include <actlab/studies/store/stored_json.h>

namespace actlab::studies {
namespace {

// The shortest digits that read back the same.
std::string number(std::optional<double> value) {
  return value && std::isfinite(*value) ? Json(*value).dump() : "";
}

std::optional<double> last_of(const std::vector<Metric>& metrics, const std::string& name) {
  std::optional<double> value;
  for (const Metric& metric : metrics) {
    if (metric.name == name) value = metric.value;
  }
  return value;
}

std::vector<std::string> cells_of(const Study& study, const Trial& trial,
                                  const std::vector<Metric>& metrics,
                                  const TrialSettings& settings) {
  const bool held_out = setting_value(settings, "validation") != "0";
  return {study.name,
          study.kind,
          text(trial.number),
          setting_value(settings, "data"),
          setting_value(settings, "model"),
          trial.formula,
          text(trial.seed),
          text(trial.budget),
          has_result(trial) ? number(trial.reward) : "",
          settings.empty() ? ""
          : held_out       ? "validation"
                           : "test",
          number(last_of(metrics, "test_accuracy")),
          number(last_of(metrics, "train_loss")),
          to_text(trial.state),
          trial.outcome ? to_text(*trial.outcome) : "",
          trial.started && trial.finished ? number(*trial.finished - *trial.started) : "",
          trial.worker};
}

void write_line(std::ostream& output, const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) line += (line.empty() ? "" : ",") + csv_field(cell);
  output << line << '\n';
  if (!output) throw Error("[export] writing failed: is the disk full?");
}

}  // namespace

void export_csv(TrialStore& store, const Study& study, std::ostream& output) {
  const std::vector<Trial> trials = store.trials(study.id);
  std::vector<std::string> head = {"study",    "kind",        "trial",         "data",
                                   "model",    "activation",  "seed",          "steps",
                                   "accuracy", "accuracy_of", "test_accuracy", "train_loss",
                                   "state",    "outcome",     "seconds",       "worker"};
  const std::size_t fixed = head.size();
  TrialSettingsReader settings;
  for (const Trial& trial : trials) {
    for (const auto& [name, value] : settings.of(trial.configuration)) {
      if (std::ranges::count(head, name) == 0) head.push_back(name);
    }
  }
  write_line(output, head);
  for (const Trial& trial : trials) {
    const TrialSettings& own = settings.of(trial.configuration);
    std::vector<std::string> cells = cells_of(study, trial, store.metrics(trial.id), own);
    for (std::size_t i = fixed; i < head.size(); ++i) cells.push_back(setting_value(own, head[i]));
    write_line(output, cells);
  }
}

}  // namespace actlab::studies
