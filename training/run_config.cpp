#include <actlab/training/run_config.h>

#include <algorithm>
#include <charconv>

#include <actlab/core/base/setting_checks.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/compiler/constant_formula.h>

namespace actlab::training {

Settings settings(RunConfig& c) {
  const OnResume fixed = OnResume::fixed, free = OnResume::free;
  return {{"activation", &c.activation, fixed, "a catalog name or a formula of x"},
          {"allow-constant", &c.allow_constant, fixed, "take an activation without x as well"},
          {"init", &c.init, free, "start from these weights (safetensors, PyTorch's names)"},
          {"batch-size", &c.batch_size, fixed, "examples a step"},
          {"shuffle", &c.shuffle, fixed, "another order each epoch; off: file order"},
          {"validation", &c.validation, fixed, "examples of the training set kept for validation"},
          {"epochs", &c.epochs, free, "passes over the training set"},
          {"max-steps", &c.max_steps, free, "stop after so many steps"},
          {"max-minutes", &c.max_minutes, free,
           "end after so many minutes of this process, as if all steps were made"},
          {"seed", &c.seed, fixed,
           "from 0; of data order, augmentation, initialisation, generated data"},
          {"data-seed", &c.data_seed, fixed, "of generated data and splits; default: the seed"},
          {"threads", &c.threads, free, "0: one a core; results do not depend on it"},
          {"output", &c.output, fixed, "folder of the run; default: runs/DATE-NAME"},
          {"log-every", &c.log_every, free, "steps between records of the loss"},
          {"checkpoint-every", &c.checkpoint_every, free, "steps; 0: at the end of each epoch"},
          {"keep", &c.keep, free,
           "checkpoints that stay, besides the last: of step 0 and the N latest epochs, or all"},
          {"average", &c.average, fixed,
           "judge and keep the mean of the weights after the latest N epochs; 1: the last alone"},
          {"probe", &c.probe, free, "look into the network: every=N steps, at=N,N,... or off"},
          {"probe-layers", &c.probe_layers, free,
           "look at these alone: names or their beginnings, layer1,layer2.0"},
          {"probe-examples", &c.probe_examples, free,
           "looked at each time; 0: 512 with every=, 1024 with at="},
          {"tensorboard", &c.tensorboard, free, "an event file for TensorBoard as well"},
          {"evaluate", &c.evaluate, free, "the test set after each epoch"},
          {"quiet", &c.quiet, free, "no progress"}};
}

void check(const RunConfig& config) {
  formula::refuse_constant(*formula::compile(config.activation), config.allow_constant);
  require_range<std::int64_t>("batch-size", config.batch_size, 1, 1 << 30);
  require_range<std::int64_t>("validation", config.validation, 0, kMany);
  if (config.epochs) require_range<std::int64_t>("epochs", *config.epochs, 1, 1 << 30);
  if (config.max_steps) require_range<std::int64_t>("max-steps", *config.max_steps, 1, kMany);
  if (config.max_minutes) require_range("max-minutes", *config.max_minutes, 0.0, 1e7);
  require_range<std::int64_t>("average", config.average, 1, 1000);
  require_range<std::int64_t>("seed", config.seed, 0, INT64_MAX);
  if (config.data_seed) require_range<std::int64_t>("data-seed", *config.data_seed, 0, INT64_MAX);
  require_range<std::int64_t>("threads", config.threads, 0, 1024);
  require_range<std::int64_t>("log-every", config.log_every, 1, kMany);
  require_range<std::int64_t>("checkpoint-every", config.checkpoint_every, 0, kMany);
  kept_epochs(config);
  require_range<std::int64_t>("probe-examples", config.probe_examples, 0, 1 << 30);
  if (probed_steps(config).empty() && config.probe != "off" && !config.probe_layers.empty()) {
    throw UsageError("[config] --probe-layers says where to look; --probe says when: every=100");
  }
}

ChosenSteps probed_steps(const RunConfig& config) {
  return ChosenSteps::parse("probe", config.probe);
}

std::uint64_t data_seed(const RunConfig& config) {
  return static_cast<std::uint64_t>(config.data_seed.value_or(config.seed));
}

std::int64_t kept_epochs(const RunConfig& config) {
  const std::string& word = config.keep;
  if (word == "all") return kKeepAll;
  std::int64_t count = -1;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), count);
  if (error != std::errc() || end != word.data() + word.size() || count < 0) {
    throw UsageError(
        text("[config] --keep must be a whole number from 0, or all, got \"", word, "\""));
  }
  return count;
}

std::int64_t total_steps(const RunConfig& config, std::int64_t steps_per_epoch) {
  if (!config.epochs) return config.max_steps.value_or(kDefaultSteps);
  const std::int64_t of_epochs = *config.epochs * steps_per_epoch;
  return std::min(of_epochs, config.max_steps.value_or(of_epochs));
}

}  // namespace actlab::training
