// The section of a configuration that every run has: how long it is, what it writes, where.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <actlab/core/base/setting.h>
#include <actlab/training/chosen_steps.h>

namespace actlab::training {

struct RunConfig {
  // what is learned with
  std::string activation = "swish";
  bool allow_constant = false;  // activations that do not depend on x
  std::string init;
  std::int64_t batch_size = 128;
  bool shuffle = true;
  std::int64_t validation = 0;
  // length
  std::optional<std::int64_t> epochs;
  std::optional<std::int64_t> max_steps;
  std::optional<double> max_minutes;
  // the run
  std::int64_t seed = 0;
  std::optional<std::int64_t> data_seed;
  std::int64_t threads = 0;
  std::string output;
  std::int64_t log_every = 10;
  std::int64_t checkpoint_every = 0;
  std::string keep = "0";
  std::int64_t average = 1;
  std::string probe;
  std::string probe_layers;
  std::int64_t probe_examples = 0;
  bool tensorboard = false;
  bool evaluate = true;
  bool quiet = false;
};

Settings settings(RunConfig& config);

// Throws UsageError for a value out of range and for a wrong formula.
void check(const RunConfig& config);

// Of generated data and of splits: --data-seed, or --seed.
std::uint64_t data_seed(const RunConfig& config);

// The steps of --probe.
ChosenSteps probed_steps(const RunConfig& config);

// How many epochs' checkpoints stay beside the last one; kKeepAll for "all".
std::int64_t kept_epochs(const RunConfig& config);
inline constexpr std::int64_t kKeepAll = INT64_MAX;

// How many updates the run makes: the shorter of --epochs and --max-steps; where neither is given,
// kDefaultSteps.
std::int64_t total_steps(const RunConfig& config, std::int64_t steps_per_epoch);
inline constexpr std::int64_t kDefaultSteps = 600;

}  // namespace actlab::training
