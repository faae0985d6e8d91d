#include <actlab/studies/running/grid.h>

#include <map>
#include <optional>
#include <set>
#include <tuple>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/compiler/constant_formula.h>
#include <actlab/core/formula/language/catalog.h>
#include <actlab/studies/store/stored_json.h>
#include <actlab/studies/store/text_hash.h>
#include <actlab/training/config_text.h>

namespace actlab::studies {
namespace {

constexpr std::int64_t kMostSeeds = 10000;

void check_seeds(const Grid& grid) {
  if (grid.seeds < 1 || grid.seeds > kMostSeeds) {
    throw UsageError(text("[grid] --seeds must be from 1 to ", kMostSeeds, ", got ", grid.seeds));
  }
  if (grid.first_seed < 0 || grid.first_seed > kLargestSeed - grid.seeds + 1) {
    throw UsageError(text("[grid] seeds must lie between 0 and ", kLargestSeed,
                          ": --first-seed is ", grid.first_seed, " and --seeds ", grid.seeds));
  }
}

void check_grid(const Grid& grid) {
  if (grid.activations.empty()) throw UsageError("[grid] there is nothing to compare");
  if (grid.steps < 1) throw UsageError(text("[grid] steps must be at least 1, got ", grid.steps));
  check_seeds(grid);
  for (const std::string& activation : grid.activations) {
    formula::refuse_constant(*formula::compile(activation), grid.child.config->allow_constant);
  }
}

// What a name of the catalog stands for; "" for a formula, which stands for itself.
std::string function_of(const std::string& activation) {
  const formula::CatalogRow* row = formula::find_row(activation);
  return row == nullptr ? "" : std::string(row->formula);
}

std::string configuration_of_cell(TrainingTrialSpec child, const std::string& activation) {
  child.function = function_of(activation);
  return to_json(child);
}

// All seeds and activations of one network on one data set.
void add_cells(const Grid& grid, const TrainingTrialSpec& child, std::vector<NewTrial>& trials) {
  const TrialSettings settings = TrialSettingsReader().of(to_json(child));
  for (std::int64_t seed = grid.first_seed; seed < grid.first_seed + grid.seeds; ++seed) {
    for (const std::string& activation : grid.activations) {
      NewTrial trial;
      trial.canonical_hash = cell_hash(activation, settings);
      trial.formula = activation;
      trial.configuration = configuration_of_cell(child, activation);
      trial.seed = seed;
      trial.budget = grid.steps;
      trials.push_back(trial);
    }
  }
}

// A trial that is in the study already keeps the hash under which it stands there, which an older
// version may have written otherwise; so its work is not done again.
void use_known_hashes(const std::vector<Trial>& known, std::vector<NewTrial>& trials) {
  TrialSettingsReader settings;
  std::map<std::string, std::string> hashes;
  std::map<std::tuple<std::string, std::int64_t, std::int64_t>, std::string> hashes_of_trials;
  for (const Trial& trial : known) {
    const std::string ours = cell_hash(trial.formula, settings.of(trial.configuration));
    hashes.emplace(ours, trial.canonical_hash);
    hashes_of_trials.emplace(std::tuple(ours, trial.seed, trial.budget), trial.canonical_hash);
  }
  for (NewTrial& trial : trials) {
    const auto same = hashes_of_trials.find({trial.canonical_hash, trial.seed, trial.budget});
    const auto alike = hashes.find(trial.canonical_hash);
    if (same != hashes_of_trials.end()) {
      trial.canonical_hash = same->second;
    } else if (alike != hashes.end()) {
      trial.canonical_hash = alike->second;
    }
  }
}

// At least one: the child's own.
std::vector<std::string> choices(const std::vector<std::string>& names) {
  return names.empty() ? std::vector<std::string>{""} : names;
}

// What was asked for first; what the study holds by now is told by its trials.
std::string configuration_of(const Grid& grid) {
  Json configuration;
  configuration["activations"] = grid.activations;
  configuration["models"] = grid.models;
  configuration["data"] = grid.data;
  configuration["first_seed"] = grid.first_seed;
  configuration["seeds"] = grid.seeds;
  configuration["steps"] = grid.steps;
  return configuration.dump();
}

// A name that the catalog has given to another function since: its trainings are of the old one.
void refuse_changed_function(const Study& study, const std::string& activation,
                             const std::string& before) {
  const std::string now = function_of(activation);
  if (before.empty() || now.empty() || before == now) return;
  throw UsageError(text("[grid] '", activation, "' was \"", before, "\" when the study '",
                        study.name, "' was made, and is \"", now, "\" now: choose another --name"));
}

// Each trial says which function it is of; of older versions the study does, for those that it was
// made with.
void refuse_changed_functions(const Study& study, const std::vector<Trial>& known,
                              const Grid& grid) {
  const Json old = object_or_empty(study.configuration).value("functions", Json::object());
  std::map<std::string, std::set<std::string>> functions;
  for (const Trial& trial : known) {
    const Json function = object_or_empty(trial.configuration).value("function", Json());
    if (function.is_string()) functions[trial.formula].insert(function.get<std::string>());
  }
  for (const std::string& activation : grid.activations) {
    if (old.is_object() && old.contains(activation) && old[activation].is_string()) {
      functions[activation].insert(old[activation].get<std::string>());
    }
    for (const std::string& before : functions[activation]) {
      refuse_changed_function(study, activation, before);
    }
  }
}

// Of two that start at one moment one makes the study, and the other finds it.
Study find_or_create(TrialStore& store, const std::string& name, const Grid& grid) {
  if (const auto study = store.find_study(name)) return *study;
  try {
    return store.create_study(name, "grid", configuration_of(grid));
  } catch (const UsageError&) {
    if (const auto study = store.find_study(name)) return *study;
    throw;
  }
}

}  // namespace

std::string cell_hash(const std::string& activation, const TrialSettings& settings) {
  std::string all;
  for (const auto& [name, value] : settings) all += name + ' ' + value + '\n';
  return text(activation, " in ", text_hash(all));
}

TrainingTrialSpec grid_child(const Grid& grid, const std::string& data, const std::string& model) {
  TrainingTrialSpec child = grid.child;
  if (!data.empty()) training::set_field(*child.config, "data", {data});
  if (!model.empty()) training::set_field(*child.config, "model", {model});
  return child;
}

std::vector<NewTrial> grid_trials(const Grid& grid) {
  check_grid(grid);
  std::vector<NewTrial> trials;
  for (const std::string& data : choices(grid.data)) {
    for (const std::string& model : choices(grid.models)) {
      const TrainingTrialSpec child = grid_child(grid, data, model);
      training::check(*child.config);
      add_cells(grid, child, trials);
    }
  }
  return trials;
}

Study open_grid(TrialStore& store, const std::string& name, const Grid& grid) {
  std::vector<NewTrial> trials = grid_trials(grid);
  const Study study = find_or_create(store, name, grid);
  if (study.kind != "grid") {
    throw UsageError(text("[grid] '", name, "' in ", store.name(), " is a ", study.kind,
                          " and no grid: choose another --name"));
  }
  const std::vector<Trial> known = store.trials(study.id);
  refuse_changed_functions(study, known, grid);
  use_known_hashes(known, trials);
  store.add_trials(study.id, trials);
  return study;
}

}  // namespace actlab::studies
