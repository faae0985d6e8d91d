// The section of a configuration that describes a multilayer perceptron
// (layers/models/perceptron.h).
#pragma once

#include <cstdint>
#include <string>

#include <actlab/core/base/setting.h>
#include <actlab/layers/models/perceptron.h>

namespace actlab::tasks {

struct PerceptronConfig {
  std::int64_t depth = 3;
  std::int64_t width = 32;
  std::string batch_norm = "off";
  bool skip = false;
};

Settings settings(PerceptronConfig& config);
// Throws UsageError for values out of range.
void check(const PerceptronConfig& config);
layers::PerceptronOptions perceptron_options(const PerceptronConfig& config);

}  // namespace actlab::tasks
