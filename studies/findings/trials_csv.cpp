#include <actlab/studies/findings/trials_csv.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <ostream>

#include <actlab/core/base/joined.h>
#include <actlab/studies/findings/cell_command.h>
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

// What a trained network was judged by: "validation_accuracy", "test_loss"...
bool is_judgement(const Metric& metric) {
  return metric.name.starts_with("validation_") || metric.name.starts_with("test_");
}

// Studies of tests and other programs may have a reward alone: then it is taken for an accuracy.
std::optional<double> accuracy_of(const Trial& trial, const std::vector<Metric>& metrics,
                                  const std::string& part) {
  if (std::ranges::any_of(metrics, is_judgement)) return last_of(metrics, part + "_accuracy");
  return has_result(trial) ? trial.reward : std::nullopt;
}

std::vector<std::string> cells_of(const Study& study, const Trial& trial,
                                  const std::vector<Metric>& metrics,
                                  const TrialSettings& settings) {
  const std::string part = setting_value(settings, "validation") == "0" ? "test" : "validation";
  return {study.name,
          study.kind,
          text(trial.number),
          setting_value(settings, "data"),
          setting_value(settings, "model"),
          trial.formula,
          text(trial.seed),
          text(trial.budget),
          has_result(trial) ? number(trial.reward) : "",
          number(accuracy_of(trial, metrics, part)),
          settings.empty() ? "" : part,
          number(last_of(metrics, "test_accuracy")),
          number(last_of(metrics, "train_loss")),
          to_text(trial.state),
          trial.outcome ? to_text(*trial.outcome) : "",
          trial.started && trial.finished ? number(*trial.finished - *trial.started) : "",
          trial.worker,
          trial.error};
}

// The columns that every table has, in the order of cells_of().
const std::vector<std::string> kFirstColumns = {
    "study",      "kind",  "trial",   "data",     "model",       "activation",
    "seed",       "steps", "reward",  "accuracy", "accuracy_of", "test_accuracy",
    "train_loss", "state", "outcome", "seconds",  "worker",      "remark"};

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::count(names, name) == 0) names.push_back(name);
}

void write_line(std::ostream& output, const std::vector<std::string>& cells) {
  output << joined(cells, ",", csv_field) << '\n';
  if (!output) throw Error("[export] writing failed: is the disk full?");
}

}  // namespace

void export_csv(TrialStore& store, const Study& study, std::ostream& output,
                const training::TaskTable& tasks) {
  const std::vector<Trial> trials = store.trials(study.id);
  std::vector<std::vector<Metric>> metrics;
  std::vector<std::string> head = kFirstColumns;
  for (const Trial& trial : trials) {
    metrics.push_back(store.metrics(trial.id));
    for (const Metric& metric : metrics.back()) {
      if (is_judgement(metric)) add_once(head, metric.name);
    }
  }
  const std::size_t first_setting = head.size();
  TrialSettingsReader reader;
  for (const Trial& trial : trials) {
    for (const auto& [name, value] : reader.of(trial.configuration)) add_once(head, name);
  }
  const std::size_t columns = head.size();
  head.emplace_back("command");
  write_line(output, head);
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const TrialSettings& settings = reader.of(trials[i].configuration);
    std::vector<std::string> cells = cells_of(study, trials[i], metrics[i], settings);
    for (std::size_t k = cells.size(); k < columns; ++k) {
      cells.push_back(k < first_setting ? number(last_of(metrics[i], head[k]))
                                        : setting_value(settings, head[k]));
    }
    cells.push_back(cell_command(trials[i], tasks));
    write_line(output, cells);
  }
}

}  // namespace actlab::studies
