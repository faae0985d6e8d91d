// Groups of parameters that an optimizer treats alike, made from what each parameter says of itself
// (core/tensor/parameter.h): weights, biases, norms, depthwise, embeddings, activations.
//
//   SGD optimizer(groups_of(model, {.weight_decay = 1e-4}));
#pragma once

#include <concepts>
#include <map>
#include <string>
#include <vector>

#include <actlab/optim/optimizer.h>

namespace actlab::optim {

struct GroupOptions {
  double weight_decay = 0.0;
  // Groups that go without it.
  std::vector<std::string> without_decay = {group::activations};
  // Factors of the learning rate; 1 for groups that are not named.
  std::map<std::string, double> lr_scale = {};
};

// One group for each that occurs, in the order in which they are met. Throws UsageError where the
// options name a group that neither occurs nor is one of our layers'.
std::vector<ParameterGroup> groups_of(const std::vector<NamedParameter>& parameters,
                                      const GroupOptions& options = {});

// Of anything that has parameters: a layers::Module, which this room need not know.
template <class Model>
concept HasParameters = requires(const Model& model) {
  { model.parameters() } -> std::convertible_to<std::vector<NamedParameter>>;
};

template <HasParameters Model>
std::vector<ParameterGroup> groups_of(const Model& model, const GroupOptions& options = {}) {
  return groups_of(model.parameters(), options);
}

}  // namespace actlab::optim
