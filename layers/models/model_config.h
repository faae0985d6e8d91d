// The section of a configuration that says which network is built, and how its weights start.
#pragma once

#include <string>

#include <actlab/core/base/row_settings.h>
#include <actlab/layers/models/table.h>

namespace actlab::layers {

struct ModelConfig {
  std::string model = "resnet20";  // a name out of table.h
  GivenSettings of_model;          // shortcut, depth, ...: what is set of the rows' own settings
  std::string init_scheme = "he";  // a row of initialise.h
  GivenSettings of_init;
};

// Of networks that take such examples.
Settings settings(ModelConfig& config, ModelInput input);

// Throws UsageError for a value out of range, for an unknown model or choice, with the nearest
// known one, and for a model that does not take such examples.
void check(const ModelConfig& config, ModelInput input);

// Gives what is not given yet: the usual values.
void fill_in(ModelConfig& config);

// The network for examples of this shape, initialised by the seed.
std::unique_ptr<Layer> make_model(const ModelConfig& config, const Shape& input,
                                  std::int64_t classes, const std::string& activation,
                                  std::uint64_t seed);

}  // namespace actlab::layers
