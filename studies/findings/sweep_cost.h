// What a sweep will cost on this machine, before anything is trained.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/studies/findings/rate_sweep.h>
#include <actlab/studies/findings/step_cost.h>

namespace actlab::studies {

// Trainings of one network on one data set, all of one length.
struct NetworkCost {
  std::string data, model;
  std::int64_t trainings = 0;  // both stages of the sweep
  std::int64_t steps = 0;      // of each
  StepCosts timed = {};        // relu, and the activation of the sweep that takes longest

  // Of all trainings, one after the other, with the cheaper and with the dearer of the two. Updates
  // alone: what judges a training at its end is not in it.
  double least_hours() const;
  double most_hours() const;
};

// One a network and data set, timed now. `data_dir` as in training::set_data_dir().
std::vector<NetworkCost> sweep_cost(const RateSweep& sweep, const training::TaskTable& tasks,
                                    const std::string& data_dir, const Clock& now,
                                    const TurnRules& rules = {});

}  // namespace actlab::studies
