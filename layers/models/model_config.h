// The section of a configuration that says which network for images is built.
#pragma once

#include <string>

#include <actlab/core/base/setting.h>
#include <actlab/layers/models/registry.h>

namespace actlab::layers {

struct ModelConfig {
  std::string model = "resnet20";
  std::string shortcut = "a";
  std::string init_scheme = "he";  // a row of initialise.h
  GivenSettings of_init;
  bool batch_norm_scale = true;
};

Settings settings(ModelConfig& config);

// Throws UsageError for an unknown model or choice, with the nearest known one.
void check(const ModelConfig& config);

ModelOptions model_options(const ModelConfig& config);

}  // namespace actlab::layers
