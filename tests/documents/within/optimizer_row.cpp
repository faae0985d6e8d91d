// A row of optim/table.cpp, whose helpers stand here by their names.
#include <actlab/core/base/row_settings.h>
#include <actlab/optim/signum.h>
#include <actlab/optim/table.h>

namespace actlab::optim {
namespace {

using knob::number;

constexpr double kBelowOne = 0.999999;
const char* const kMomentum = "share of the last change that the next one keeps";

template <class Kind, class Options>
OptimizerRow row(OptimizerRow row, const Options& usual, const std::vector<Knob<Options>>& knobs) {
  row.settings = shown(usual, knobs);
  row.make = [usual, knobs](std::vector<ParameterGroup> groups, const GivenSettings& given) {
    return std::make_unique<Kind>(std::move(groups), with(usual, knobs, given));
  };
  return row;
}

[[maybe_unused]] void make_table() {
  // the example
  OptimizerRow();  // a row ends in a comma
}

}  // namespace
}  // namespace actlab::optim
