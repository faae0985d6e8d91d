// The section of a configuration that says how parameters are updated.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <actlab/core/base/row_settings.h>
#include <actlab/optim/optimizer.h>

namespace actlab::optim {

struct OptimizerConfig {
  std::string optimizer = "sgd";  // a row of table.h
  std::optional<double> lr;
  std::optional<double> weight_decay;
  std::string without_decay = "activations";  // groups (groups.h), or "none"
  double clip_norm = 0.0;
  double average_decay = 0.0;
  GivenSettings of_optimizer;  // momentum, beta1, ...: what is set of the rows' own settings
};

Settings settings(OptimizerConfig& config);

// Throws UsageError for a value out of range and for an unknown optimizer, with the nearest one.
void check(const OptimizerConfig& config);

// As given, or as is usual for the optimizer.
double learning_rate(const OptimizerConfig& config);
double weight_decay(const OptimizerConfig& config);
// The groups that go without weight decay.
std::vector<std::string> groups_without_decay(const OptimizerConfig& config);
// Gives what is not given yet, the optimizer's own settings included: the usual values.
void fill_in(OptimizerConfig& config);

std::unique_ptr<Optimizer> make_optimizer(const OptimizerConfig& config,
                                          std::vector<ParameterGroup> groups);

}  // namespace actlab::optim
