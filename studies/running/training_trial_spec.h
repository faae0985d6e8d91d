// What a trial that trains has in its configuration, as JSON; every key may be left out:
//   {"config": {...},              settings of the task that its "task" names
//    "rungs": [500, 2000, 10000],  the budgets of all rungs (rungs.h); none: the budget alone
//    "hopeless_step": 1000,        there the child is looked at; 0: never
//    "hopeless_accuracy": 0.12,    a reward not above it: hopeless
//    "function": "max(x, 0)"}      what the trial's formula, a name of the catalog, stands for
//
// A catalog in which the name stands for another function now refuses the trial: what a study holds
// under one name is one function, whichever versions have worked on it.
//
// The length is the trial's budget: epochs and max_steps of the config do not count. On rungs the
// rate follows its schedule to the end of each rung and starts anew on the next (warm restarts:
// Loshchilov and Hutter, 1608.03983), so that every rung's reward is that of a finished training,
// and a trial goes on from the checkpoint of the rung below. Started from nothing it runs through
// the lower rungs first.
//
// The reward is of `validation` examples taken from the training part. Where the config keeps none
// but asks to `evaluate`, it is the test part's: for grids that report it, never for a search.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/studies/running/any_config.h>
#include <actlab/training/task_table.h>

namespace actlab::studies {

struct TrainingTrialSpec {
  AnyConfig config;
  std::vector<std::int64_t> rungs = {};
  std::int64_t hopeless_step = 0;
  double hopeless_accuracy = 0.12;
  std::string function = "";  // not told
};

std::string to_json(const TrainingTrialSpec& spec);
// Throws UsageError naming `source` for what cannot be: unknown tasks and keys, and bad values.
TrainingTrialSpec parse_training_trial(const std::string& json, const std::string& source,
                                       const training::TaskTable& tasks);

}  // namespace actlab::studies
