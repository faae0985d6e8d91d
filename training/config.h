// Config: everything that decides what a run does. The sections here are those of every task; a
// task's own Config adds its sections by inheriting them as well, so that each setting is a member:
//
//   struct Config : training::Config, PointsSection { ... };     config.seed, config.depth
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <actlab/core/base/setting.h>
#include <actlab/optim/optimizer_config.h>
#include <actlab/optim/schedule_config.h>
#include <actlab/training/run_config.h>

namespace actlab::training {

struct Config : RunConfig, optim::OptimizerConfig, optim::ScheduleConfig {
  virtual ~Config() = default;

  // As --task says it.
  virtual std::string task() const = 0;
  virtual std::unique_ptr<Config> clone() const = 0;
  // What a run is called without --output, but for the date: "spirals-sine"; any text.
  virtual std::string run_name() const = 0;

  // All of them, in the order of the help text: the task's own, then those of every run. Where the
  // task has one of the same name, that takes the place of the common one.
  Settings settings();

  // Gives every setting its value in one form: what it is by default where it is left out, and a
  // formula as it reads however it was typed. Two configurations whose fixed settings then are
  // equal ask for one run. Throws UsageError for names that check() refuses.
  void resolve();

  // Whether a part of the data is kept for choosing weights.
  virtual bool validates() const { return validation > 0; }
  // About how many items of the data a step learns from; a batch may be counted in other units.
  virtual std::int64_t items_a_step() const { return batch_size; }
  // As few as a step can learn from, where only its time is asked for.
  virtual std::int64_t smallest_batch() const { return 1; }
  // Makes what names files absolute, so that the run goes on from wherever it is resumed.
  virtual void make_paths_absolute() {}

 protected:
  Config() = default;
  Config(const Config&) = default;
  Config& operator=(const Config&) = default;

 private:
  friend void check(const Config& config);
  virtual Settings own_settings() = 0;
  virtual void check_own() const = 0;
  virtual void resolve_own() {}
};

// Throws UsageError for values out of range, unknown choices and wrong formulas, with the nearest
// known name: before any data is read.
void check(const Config& config);

using optim::learning_rate;
using optim::weight_decay;

// "batch-size", "lr", ...
std::vector<std::string> setting_names(const Config& config);

}  // namespace actlab::training
