// A grid: every activation in every network on every data set with every seed, trained alike. Its
// study holds one trial a cell; adding the same grid again, or a larger one, adds what is missing.
// Other settings (steps, lr...) under the same name are cells of their own, never mixed with those
// of before (findings/grid_results.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/studies/running/training_trial_spec.h>
#include <actlab/studies/running/trial_settings.h>
#include <actlab/studies/store/store.h>

namespace actlab::studies {

struct Grid {
  TrainingTrialSpec child;                    // says all that the following do not
  std::vector<std::string> activations = {};  // catalog names or formulas
  std::vector<std::string> models = {};       // none: the child's, of tasks that have no choice
  std::vector<std::string> data = {};         // data sets; none: the child's
  std::int64_t first_seed = 0;
  std::int64_t seeds = 5;
  std::int64_t steps = 0;
};

// The child of one network on one data set; empty: its own.
TrainingTrialSpec grid_child(const Grid& grid, const std::string& data, const std::string& model);

// Data after data, model after model, seed after seed, activation after activation: what is
// compared is trained side by side. Throws UsageError for unknown activations and models, for seeds
// out of range, and for what cannot be trained.
std::vector<NewTrial> grid_trials(const Grid& grid);

// The canonical hash of a cell's trials, "relu in {data cifar10, lr 0.05}": settings that are not
// at their default. The study of an older version may hold it under another, which then stays.
std::string cell_hash(const std::string& activation, const TrialSettings& settings);

// The study of that name, created or continued, with the grid's trials. Throws UsageError where a
// study of that name is no grid, and where a name of the catalog has another formula now than its
// trials in the study were made with.
Study open_grid(TrialStore& store, const std::string& name, const Grid& grid);

}  // namespace actlab::studies
