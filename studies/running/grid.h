// A grid: every activation in every network on every data set with every seed, trained alike. Its
// study holds one trial a cell; adding the same grid again, or a larger one, adds what is missing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/studies/running/training_trial_spec.h>
#include <actlab/studies/store/store.h>

namespace actlab::studies {

struct Grid {
  std::vector<std::string> activations;  // catalog names or formulas
  std::vector<std::string> models;
  std::vector<std::string> data;  // data sets
  std::int64_t first_seed = 0;
  std::int64_t seeds = 5;
  std::int64_t steps = 0;
  TrainingTrialSpec child;
};

// Data after data, model after model, seed after seed, activation after activation: what is
// compared is trained side by side. Throws UsageError for unknown activations and models, and for
// what cannot be trained.
std::vector<NewTrial> grid_trials(const Grid& grid);

// The study of that name, created or continued, with the grid's trials. Throws UsageError where a
// study of that name is no grid.
Study open_grid(TrialStore& store, const std::string& name, const Grid& grid);

// What the cells of one activation in one network on one data set came to.
struct GridRow {
  std::string data;
  std::string model;
  std::string activation;
  std::vector<double> rewards;        // in the order of the seeds; 0 where diverged
  std::vector<double> test_accuracy;  // where the children `evaluate`
  std::int64_t open = 0;              // cells that wait or run
  std::int64_t failed = 0;
};
// In the order of the trials.
std::vector<GridRow> grid_rows(TrialStore& store, std::int64_t study);

}  // namespace actlab::studies
