#include <actlab/studies/findings/grid_results.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <tuple>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>

namespace actlab::studies {
namespace {

std::optional<double> last_value(const RecordedStudy& study, std::int64_t trial,
                                 const std::string& name) {
  std::optional<double> value;
  const auto place = study.metrics.find(trial);
  if (place == study.metrics.end()) return value;
  for (const Metric& metric : place->second) {
    if (metric.name == name && std::isfinite(metric.value)) value = metric.value;
  }
  return value;
}

GridCell cell_of(const RecordedStudy& study, const Trial& trial) {
  GridCell cell{.seed = trial.seed, .reward = trial.reward.value_or(0.0), .trial = trial.number};
  cell.diverged = trial.outcome.value_or(Outcome::ok) != Outcome::ok;
  cell.stopped_early = trial.state == TrialState::pruned;
  cell.test_accuracy = last_value(study, trial.number, "test_accuracy");
  cell.test_top5 = last_value(study, trial.number, "test_top5_accuracy");
  if (cell.diverged && !cell.test_accuracy) cell.test_accuracy = cell.test_top5 = 0.0;
  return cell;
}

void add_trial(const RecordedStudy& study, const Trial& trial, GridRow& row) {
  if (!is_terminal(trial.state)) {
    ++row.open;
  } else if (trial.state == TrialState::failed) {
    ++row.failed;
  } else if (std::ranges::count(row.cells, trial.seed, &GridCell::seed) == 0) {
    row.cells.push_back(cell_of(study, trial));
  }
}

// What the trainings are judged by is what they recorded and were rewarded with: as it is, or as
// 1 / (1 + error).
void note_measure(const RecordedStudy& study, const Trial& trial, GridRow& row) {
  const auto metrics = study.metrics.find(trial.number);
  if (metrics == study.metrics.end()) return;
  for (const Metric& metric : metrics->second) {
    for (const std::string_view part : {"validation_", "test_"}) {
      if (!metric.name.starts_with(part) || metric.name.ends_with("_loss")) continue;
      row.measure = metric.name.substr(part.size());
      row.of_error = metric.value != trial.reward && !is_share(row.measure);
      if (!row.of_error || 1.0 / (1.0 + metric.value) == trial.reward) return;
    }
  }
}

// The names whose values are not the same in all rows, in the order in which they first appear.
std::vector<std::string> differing_names(const std::vector<GridRow>& rows) {
  std::vector<std::string> names;
  for (const GridRow& row : rows) {
    for (const auto& [name, value] : row.settings) {
      if (std::ranges::count(names, name) == 0) names.push_back(name);
    }
  }
  std::erase_if(names, [&](const std::string& name) {
    const auto value = [&](const GridRow& row) { return setting_value(row.settings, name); };
    const std::string first = value(rows.front());
    const bool same =
        std::ranges::all_of(rows, [&](const GridRow& row) { return value(row) == first; });
    return same || name == "data" || name == "model";
  });
  return names;
}

std::string setting_of(const GridRow& row, const std::vector<std::string>& names) {
  return joined(names, ", ", [&](const std::string& name) {
    const std::string value = setting_value(row.settings, name);
    return name + " " + (value.empty() ? "not set" : value);
  });
}

// Have all cells the value? Those that diverged have it whatever they were tested for.
bool every_cell_has(std::optional<double> GridCell::*value,
                    const std::vector<const GridRow*>& rows) {
  bool any = false;
  for (const GridRow* row : rows) {
    for (const GridCell& cell : row->cells) {
      if (!(cell.*value)) return false;
      any = any || !cell.diverged;
    }
  }
  return any;
}

}  // namespace

std::vector<GridRow> grid_rows(const RecordedStudy& study) {
  std::vector<GridRow> rows;
  TrialSettingsReader reader;
  std::map<std::tuple<std::string, std::int64_t, TrialSettings>, std::size_t> places;
  for (const Trial& trial : study.trials) {
    const TrialSettings& settings = reader.of(trial.configuration);
    const auto [place, added] =
        places.try_emplace({trial.formula, trial.budget, settings}, rows.size());
    if (added) {
      rows.push_back({.data = setting_value(settings, "data"),
                      .model = setting_value(settings, "model"),
                      .activation = trial.formula,
                      .steps = trial.budget,
                      .setting = "",
                      .settings = settings,
                      .cells = {}});
    }
    add_trial(study, trial, rows[place->second]);
    note_measure(study, trial, rows[place->second]);
  }
  name_settings(rows);
  for (GridRow& row : rows) std::ranges::sort(row.cells, {}, &GridCell::seed);
  return rows;
}

void name_settings(std::vector<GridRow>& rows) {
  const std::vector<std::string> names = differing_names(rows);
  for (GridRow& row : rows) row.setting = setting_of(row, names);
}

bool is_trained_like(const GridRow& row, const Grid& grid) {
  const TrainingTrialSpec child = grid_child(grid, row.data, row.model);
  return row.steps == grid.steps && row.settings == TrialSettingsReader().of(to_json(child));
}

std::string GridGroup::part() const {
  const bool kept_none = setting_value(rows.front()->settings, "validation") == "0";
  return of_test || kept_none ? "test" : "validation";
}

std::string GridGroup::name() const {
  const std::string subject = data.empty() ? setting_value(rows.front()->settings, "target") : data;
  const std::string what = joined_nonempty({model, subject}, " on ");
  return joined_nonempty({what, text(steps, " steps"), setting}, ", ");
}

std::vector<GridGroup> grid_groups(const std::vector<GridRow>& rows) {
  std::vector<GridGroup> groups;
  for (const GridRow& row : rows) {
    auto place = std::ranges::find_if(groups, [&](const GridGroup& group) {
      return group.data == row.data && group.model == row.model && group.steps == row.steps &&
             group.setting == row.setting && group.measure == row.measure;
    });
    if (place == groups.end()) {
      place = groups.insert(
          groups.end(),
          {row.data, row.model, row.steps, row.setting, row.measure, row.of_error, {}});
    }
    place->rows.push_back(&row);
  }
  for (GridGroup& group : groups)
    group.of_test = every_cell_has(&GridCell::test_accuracy, group.rows);
  return groups;
}

std::vector<double> values_of(const GridRow& row, bool of_test) {
  std::vector<double> values;
  for (const GridCell& cell : row.cells) {
    values.push_back(of_test ? cell.test_accuracy.value() : cell.reward);
  }
  return values;
}

bool has_top5(const GridGroup& group) { return every_cell_has(&GridCell::test_top5, group.rows); }

}  // namespace actlab::studies
