// How long an update of a training takes on this machine, by its activation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/studies/findings/turns.h>
#include <actlab/studies/running/training_trial_spec.h>
#include <actlab/training/task_table.h>

namespace actlab::studies {

struct StepCosts {
  std::vector<std::string> activations;
  // Seconds of an update of `batch` items, in turns: [activation][turn].
  std::vector<std::vector<double>> seconds;
  std::int64_t batch = 0;
  std::int64_t whole_batch = 0;  // of the training; more than `batch` where that takes too long

  std::int64_t turns() const;
  // Of an update of the whole batch: the median, in proportion to the items.
  double median_seconds(std::size_t activation) const;
  // How often longer than with the first activation: the ratio turn by turn, and its median.
  std::vector<double> ratios(std::size_t activation) const;
};

// Updates of the child's network with each activation in turns, the first of them, usually relu,
// being what the others are compared with. An update is what a loop makes of one: the next batch,
// forward, backward and the optimizer's pass over memory, at the rate 0, so that no function
// diverges while it is timed. Where turns of the whole batch take more than rules.seconds, fewer
// items are taken. Throws what opening the task throws.
StepCosts step_costs(const TrainingTrialSpec& child, const std::vector<std::string>& activations,
                     const training::TaskTable& tasks, const Clock& now,
                     const TurnRules& rules = {});

// The largest batch up to `whole` of which the warm-up and the fewest turns take at most
// rules.seconds, where a turn of `tried` items took `seconds` and time goes in proportion.
std::int64_t batch_in_time(std::int64_t whole, std::int64_t tried, double seconds,
                           const TurnRules& rules);

// Forward and backward of each formula alone, over the values of a small layer: the one that takes
// longest.
std::string most_costly(const std::vector<std::string>& activations, const Clock& now);

}  // namespace actlab::studies
