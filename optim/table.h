// The optimizers by name: one row each. Flags, help, errors and configurations come from the rows.
//
//   const auto optimizer = make_optimizer("adam", groups_of(model), {{"beta1", 0.8}});
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <actlab/core/base/row_settings.h>
#include <actlab/optim/optimizer.h>

namespace actlab::optim {

struct OptimizerRow {
  std::string name;
  std::string help;
  // Where none is given.
  double lr = 0.0;
  double weight_decay = 0.0;

  std::vector<RowSetting> settings = {};
  // Takes settings of this row alone.
  std::function<std::unique_ptr<Optimizer>(std::vector<ParameterGroup>, const GivenSettings&)>
      make = {};
};

const std::vector<OptimizerRow>& optimizers();

// Throws UsageError with all names and the nearest of them.
const OptimizerRow& find_optimizer(std::string_view name);

// Throws UsageError for an unknown name, a setting that the optimizer does not have, and a value
// out of range.
std::unique_ptr<Optimizer> make_optimizer(const std::string& name,
                                          std::vector<ParameterGroup> groups,
                                          const GivenSettings& given = {});

// A row of an optimizer `Kind` whose usual options these are; each knob sets one of them.
template <class Kind, class Options>
OptimizerRow optimizer_row(OptimizerRow row, const Options& usual,
                           const std::vector<Knob<Options>>& knobs) {
  row.settings = shown(usual, knobs);
  row.make = [usual, knobs](std::vector<ParameterGroup> groups, const GivenSettings& given) {
    return std::make_unique<Kind>(std::move(groups), with(usual, knobs, given));
  };
  return row;
}

}  // namespace actlab::optim
