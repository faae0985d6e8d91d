#include <actlab/training/config.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/compiler/constant_formula.h>
#include <actlab/layers/models/registry.h>

namespace actlab::training {
namespace {

void require_choice(const char* flag, const std::string& value,
                    const std::vector<std::string>& choices) {
  if (std::ranges::count(choices, value) > 0) return;
  std::string list;
  for (const std::string& choice : choices) list += (list.empty() ? "" : ", ") + choice;
  throw UsageError(text("[config] --", flag, ": unknown value \"", value, "\"; there are ", list,
                        did_you_mean(value, choices)));
}

template <class Number>
void require_range(const char* flag, Number value, Number least, Number most) {
  if (value >= least && value <= most) return;  // false for NaN
  throw UsageError(
      text("[config] --", flag, " must be from ", least, " to ", most, ", got ", value));
}

void check_optimizer(const Config& config) {
  require_choice("optimizer", config.optimizer, {"sgd", "rmsprop", "adam", "adamw"});
  require_range("lr", learning_rate(config), 0.0, 1e6);
  require_range("momentum", config.momentum, 0.0, 0.999999);
  require_range("weight-decay", weight_decay(config), 0.0, 1e3);
  require_range("alpha", config.alpha, 0.0, 0.999999);
  require_range("epsilon", epsilon(config), 1e-30, 1e3);
  require_range("label-smoothing", config.label_smoothing, 0.0, 1.0);
  require_range("clip-norm", config.clip_norm, 0.0, 1e30);
}

void check_schedule(const Config& config) {
  require_choice("schedule", config.schedule, {"constant", "steps", "cosine", "one-cycle"});
  require_range("warmup-epochs", config.warmup_epochs, 0.0, 1e6);
  require_range("lr-factor", config.lr_factor, 0.0, 1e3);
  if (!std::ranges::is_sorted(config.lr_steps, std::ranges::less_equal{}) ||
      (!config.lr_steps.empty() && config.lr_steps.front() < 1)) {
    throw UsageError("[config] --lr-steps must be steps above 0 that rise: 32000,48000");
  }
}

}  // namespace

double learning_rate(const Config& config) {
  return config.lr.value_or(config.optimizer == "sgd" ? 0.1 : 0.001);
}

double weight_decay(const Config& config) {
  const double usual = config.optimizer == "sgd" ? 1e-4 : config.optimizer == "adamw" ? 1e-2 : 0.0;
  return config.weight_decay.value_or(usual);
}

double epsilon(const Config& config) {
  return config.epsilon.value_or(config.optimizer == "rmsprop" ? 1e-3 : 1e-8);
}

void check(const Config& config) {
  constexpr std::int64_t kMany = std::int64_t{1} << 40;
  check_optimizer(config);
  check_schedule(config);
  layers::require_known_model(config.model);
  formula::refuse_constant(*formula::compile(config.activation), config.allow_constant);
  require_choice("shortcut", config.shortcut, {"a", "b"});
  require_choice("init-scheme", config.init_scheme, {"he", "lecun"});
  require_range<std::int64_t>("image-side", config.image_side, 8, 1024);
  require_range<std::int64_t>("validation", config.validation, 0, kMany);
  if (config.epochs) require_range<std::int64_t>("epochs", *config.epochs, 1, 1 << 30);
  if (config.max_steps) require_range<std::int64_t>("max-steps", *config.max_steps, 1, kMany);
  require_range<std::int64_t>("batch-size", config.batch_size, 1, 1 << 30);
  require_range<std::int64_t>("seed", config.seed, 0, INT64_MAX);
  require_range<std::int64_t>("threads", config.threads, 0, 1024);
  require_range<std::int64_t>("log-every", config.log_every, 1, kMany);
  require_range<std::int64_t>("checkpoint-every", config.checkpoint_every, 0, kMany);
}

std::vector<std::string> field_names() {
  std::vector<std::string> names;
  Config config;
  visit_fields(config, [&](const char* name, const auto&, OnResume, const char*) {
    names.emplace_back(name);
  });
  return names;
}

}  // namespace actlab::training
