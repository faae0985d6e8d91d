#include <actlab/optim/optimizer_config.h>

#include <utility>

#include <actlab/core/base/setting_checks.h>
#include <actlab/optim/adam.h>
#include <actlab/optim/rmsprop.h>
#include <actlab/optim/sgd.h>

namespace actlab::optim {

Settings settings(OptimizerConfig& c) {
  constexpr OnResume free = OnResume::free;
  return {{"optimizer", &c.optimizer, OnResume::fixed, "sgd, rmsprop, adam or adamw"},
          {"lr", &c.lr, free, "learning rate; default: sgd 0.1, others 0.001"},
          {"momentum", &c.momentum, free, "of sgd and rmsprop"},
          {"nesterov", &c.nesterov, free, "Nesterov's momentum (sgd)"},
          {"weight-decay", &c.weight_decay, free, "default: sgd 0.0001, adamw 0.01, others 0"},
          {"decay-activation", &c.decay_activation, free, "activation parameters decay as well"},
          {"alpha", &c.alpha, free, "rmsprop: decay of the average of squares"},
          {"beta1", &c.beta1, free, "adam and adamw: decay of the average of gradients"},
          {"beta2", &c.beta2, free, "adam and adamw: decay of the average of squares"},
          {"epsilon", &c.epsilon, free, "default: rmsprop 0.001, adam and adamw 1e-8"},
          {"epsilon-inside", &c.epsilon_inside, free, "rmsprop: epsilon stands inside the root"},
          {"clip-norm", &c.clip_norm, free, "longest gradient; 0: not clipped"}};
}

void check(const OptimizerConfig& config) {
  require_choice("optimizer", config.optimizer, {"sgd", "rmsprop", "adam", "adamw"});
  require_range("lr", learning_rate(config), 0.0, 1e6);
  require_range("momentum", config.momentum, 0.0, 0.999999);
  require_range("weight-decay", weight_decay(config), 0.0, 1e3);
  require_range("alpha", config.alpha, 0.0, 0.999999);
  require_range("beta1", config.beta1, 0.0, 0.999999);
  require_range("beta2", config.beta2, 0.0, 0.9999999);
  require_range("epsilon", epsilon(config), 1e-30, 1e3);
  require_range("clip-norm", config.clip_norm, 0.0, 1e30);
}

double learning_rate(const OptimizerConfig& config) {
  return config.lr.value_or(config.optimizer == "sgd" ? 0.1 : 0.001);
}

double weight_decay(const OptimizerConfig& config) {
  const double usual = config.optimizer == "sgd" ? 1e-4 : config.optimizer == "adamw" ? 1e-2 : 0.0;
  return config.weight_decay.value_or(usual);
}

double epsilon(const OptimizerConfig& config) {
  return config.epsilon.value_or(config.optimizer == "rmsprop" ? 1e-3 : 1e-8);
}

std::unique_ptr<Optimizer> make_optimizer(const OptimizerConfig& config,
                                          std::vector<ParameterGroup> groups) {
  if (config.optimizer == "sgd") {
    return std::make_unique<SGD>(
        std::move(groups), SGDOptions{.momentum = config.momentum, .nesterov = config.nesterov});
  }
  if (config.optimizer == "rmsprop") {
    return std::make_unique<RMSProp>(std::move(groups),
                                     RMSPropOptions{.alpha = config.alpha,
                                                    .momentum = config.momentum,
                                                    .epsilon = epsilon(config),
                                                    .epsilon_inside = config.epsilon_inside});
  }
  return std::make_unique<Adam>(std::move(groups),
                                AdamOptions{.beta1 = config.beta1,
                                            .beta2 = config.beta2,
                                            .epsilon = epsilon(config),
                                            .decoupled_weight_decay = config.optimizer == "adamw"});
}

}  // namespace actlab::optim
