// The section of a configuration that says how the learning rate changes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <actlab/core/base/setting.h>
#include <actlab/optim/schedule.h>

namespace actlab::optim {

struct ScheduleConfig {
  std::string schedule = "cosine";
  double warmup_epochs = 0.0;
  std::int64_t warmup_steps = 0;  // the same in steps; one of the two
  std::vector<std::int64_t> lr_steps = {32000, 48000};
  std::optional<double> lr_factor;
  double lr_epochs = 2.0;
};

Settings settings(ScheduleConfig& config);

// Throws UsageError for a value out of range and for an unknown schedule, with the nearest one.
void check(const ScheduleConfig& config);

// As given, or as is usual for the schedule.
double lr_factor(const ScheduleConfig& config);

// From `lr`, over a run of `total_steps`.
Schedule make_schedule(const ScheduleConfig& config, double lr, std::int64_t total_steps,
                       std::int64_t steps_per_epoch);

}  // namespace actlab::optim
