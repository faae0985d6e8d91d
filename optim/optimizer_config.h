// The section of a configuration that says how parameters are updated.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <actlab/core/base/setting.h>
#include <actlab/optim/optimizer.h>

namespace actlab::optim {

struct OptimizerConfig {
  std::string optimizer = "sgd";
  std::optional<double> lr;
  double momentum = 0.9;
  bool nesterov = false;
  std::optional<double> weight_decay;
  bool decay_activation = false;
  double alpha = 0.9;
  double beta1 = 0.9;
  double beta2 = 0.999;
  std::optional<double> epsilon;
  bool epsilon_inside = false;
  double clip_norm = 0.0;
};

Settings settings(OptimizerConfig& config);

// Throws UsageError for a value out of range and for an unknown optimizer, with the nearest one.
void check(const OptimizerConfig& config);

// Values that depend on the optimizer where they have not been given.
double learning_rate(const OptimizerConfig& config);
double weight_decay(const OptimizerConfig& config);
double epsilon(const OptimizerConfig& config);

std::unique_ptr<Optimizer> make_optimizer(const OptimizerConfig& config,
                                          std::vector<ParameterGroup> groups);

}  // namespace actlab::optim
