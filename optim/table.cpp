#include <actlab/optim/table.h>

#include <algorithm>
#include <utility>

#include <actlab/optim/adam.h>
#include <actlab/optim/rmsprop.h>
#include <actlab/optim/sgd.h>

namespace actlab::optim {
namespace {

using knob::number;
using knob::on_off;

constexpr double kBelowOne = 0.999999;
const char* const kMomentum = "share of the last change that the next one keeps";
const char* const kEpsilon = "added to the root of the average of squares";

std::vector<OptimizerRow> make_table() {
  const std::vector<Knob<SGDOptions>> sgd = {
      number("momentum", &SGDOptions::momentum, 0.0, kBelowOne, kMomentum),
      on_off("nesterov", &SGDOptions::nesterov, "looks ahead along the momentum")};
  const std::vector<Knob<RMSPropOptions>> rmsprop = {
      number("momentum", &RMSPropOptions::momentum, 0.0, kBelowOne, kMomentum),
      number("alpha", &RMSPropOptions::alpha, 0.0, kBelowOne, "decay of the average of squares"),
      number("epsilon", &RMSPropOptions::epsilon, 1e-30, 1e3, kEpsilon),
      on_off("epsilon-inside", &RMSPropOptions::epsilon_inside, "epsilon stands inside the root"),
      number("square-start", &RMSPropOptions::square_start, 0.0, 1e6,
             "what the average of squares starts at"),
      on_off("rate-inside", &RMSPropOptions::rate_inside, "the rate enters the momentum"),
      on_off("centered", &RMSPropOptions::centered,
             "the squares are taken about the average of gradients")};
  const std::vector<Knob<AdamOptions>> adam = {
      number("beta1", &AdamOptions::beta1, 0.0, kBelowOne, "decay of the average of gradients"),
      number("beta2", &AdamOptions::beta2, 0.0, 0.9999999, "decay of the average of squares"),
      number("epsilon", &AdamOptions::epsilon, 1e-30, 1e3, kEpsilon)};
  return {
      optimizer_row<SGD>({"sgd", "stochastic gradient descent with momentum", 0.1, 1e-4},
                         SGDOptions{}, sgd),
      optimizer_row<RMSProp>({"rmsprop", "in PyTorch's form", 0.001, 0.0}, RMSPropOptions{},
                             rmsprop),
      optimizer_row<RMSProp>({"rmsprop-tf", "in TensorFlow's form, as for ImageNet", 0.01, 4e-5},
                             kTensorFlowRMSProp, rmsprop),
      optimizer_row<Adam>({"adam", "weight decay enters the gradient", 0.001, 0.0}, AdamOptions{},
                          adam),
      optimizer_row<Adam>({"adamw", "weight decay stands apart", 0.001, 0.01},
                          AdamOptions{.decoupled_weight_decay = true}, adam)};
}

}  // namespace

const std::vector<OptimizerRow>& optimizers() {
  static const std::vector<OptimizerRow> table = make_table();
  return table;
}

const OptimizerRow& find_optimizer(std::string_view name) {
  std::vector<std::string> names;
  for (const OptimizerRow& row : optimizers()) names.push_back(row.name);
  require_choice("optimizer", name, names);
  return *std::ranges::find(optimizers(), name, &OptimizerRow::name);
}

std::unique_ptr<Optimizer> make_optimizer(const std::string& name,
                                          std::vector<ParameterGroup> groups,
                                          const GivenSettings& given) {
  const OptimizerRow& row = find_optimizer(name);
  require_known(given, row.name, row.settings);
  return row.make(std::move(groups), given);
}

}  // namespace actlab::optim
