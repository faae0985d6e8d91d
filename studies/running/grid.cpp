#include <actlab/studies/running/grid.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/compiler/constant_formula.h>
#include <actlab/core/io/json.h>
#include <actlab/layers/models/registry.h>

namespace actlab::studies {
namespace {

GridRow& row_of(std::vector<GridRow>& rows, const tasks::ImageClassificationConfig& config,
                const std::string& activation) {
  const auto found = std::ranges::find_if(rows, [&](const GridRow& row) {
    return row.data == config.data && row.model == config.model && row.activation == activation;
  });
  if (found != rows.end()) return *found;
  return rows.emplace_back(GridRow{config.data, config.model, activation, {}, {}});
}

std::optional<double> last_value(const std::vector<Metric>& metrics, const std::string& name) {
  std::optional<double> value;
  for (const Metric& metric : metrics) {
    if (metric.name == name) value = metric.value;
  }
  return value;
}

// All seeds and activations of one network on one data set.
void add_cells(const Grid& grid, const std::string& configuration, std::vector<NewTrial>& trials) {
  for (std::int64_t seed = grid.first_seed; seed < grid.first_seed + grid.seeds; ++seed) {
    for (const std::string& activation : grid.activations) {
      NewTrial trial;
      trial.canonical_hash = activation + " in " + configuration;
      trial.formula = activation;
      trial.configuration = configuration;
      trial.seed = seed;
      trial.budget = grid.steps;
      trials.push_back(trial);
    }
  }
}

}  // namespace

std::vector<NewTrial> grid_trials(const Grid& grid) {
  if (grid.activations.empty()) throw UsageError("[grid] there is nothing to compare");
  if (grid.seeds < 1) throw UsageError(text("[grid] seeds must be at least 1, got ", grid.seeds));
  if (grid.steps < 1) throw UsageError(text("[grid] steps must be at least 1, got ", grid.steps));
  for (const std::string& activation : grid.activations) {
    formula::refuse_constant(*formula::compile(activation), grid.child.config.allow_constant);
  }
  for (const std::string& model : grid.models) layers::require_known_model(model);
  std::vector<NewTrial> trials;
  for (const std::string& data : grid.data) {
    for (const std::string& model : grid.models) {
      TrainingTrialSpec child = grid.child;
      child.config.data = data;
      child.config.model = model;
      training::check(child.config);
      add_cells(grid, to_json(child), trials);
    }
  }
  return trials;
}

Study open_grid(TrialStore& store, const std::string& name, const Grid& grid) {
  const std::vector<NewTrial> trials = grid_trials(grid);
  std::optional<Study> study = store.find_study(name);
  if (study && study->kind != "grid") {
    throw UsageError(text("[grid] '", name, "' in ", store.name(), " is a ", study->kind,
                          " and no grid: choose another --name"));
  }
  if (!study) {
    Json configuration;
    configuration["child"] = parse_json(to_json(grid.child), "the child");
    configuration["steps"] = grid.steps;
    study = store.create_study(name, "grid", configuration.dump());
  }
  store.add_trials(study->id, trials);
  return *study;
}

std::vector<GridRow> grid_rows(TrialStore& store, std::int64_t study) {
  std::vector<GridRow> rows;
  for (const Trial& trial : store.trials(study)) {
    const tasks::ImageClassificationConfig config =
        parse_training_trial(trial.configuration, text("trial ", trial.id)).config;
    GridRow& row = row_of(rows, config, trial.formula);
    if (trial.state == TrialState::waiting || trial.state == TrialState::running) {
      ++row.open;
    } else if (trial.state == TrialState::failed) {
      ++row.failed;
    } else {
      row.rewards.push_back(trial.reward.value_or(0.0));
      if (!config.evaluate) continue;
      const auto test = last_value(store.metrics(trial.id), "test_accuracy");
      row.test_accuracy.push_back(test.value_or(0.0));
    }
  }
  return rows;
}

}  // namespace actlab::studies
