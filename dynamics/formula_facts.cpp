#include <actlab/dynamics/formula_facts.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <actlab/core/formula/analysis/analysis.h>
#include <actlab/core/formula/analysis/measured.h>
#include <actlab/core/formula/analysis/normal_inputs.h>

namespace actlab::dynamics {
namespace {

using formula::Tail;
using formula::TailKind;

// Whether f stays between two numbers in this direction, as far as can be told.
bool bounded(const Tail& tail) {
  if (tail.kind == TailKind::constant || tail.kind == TailKind::limit) return true;
  return tail.kind == TailKind::oscillation && !tail.growing;
}

// |f'| at normal inputs, where it is a number. Each input comes with its negative: of what is flat
// on one side of 0 the share is one half, not nearly so.
std::vector<float> normal_slopes(const formula::CompiledFormula& formula) {
  constexpr std::int64_t kPairs = 50'000;
  std::vector<float> inputs = formula::normal_inputs(kPairs);
  for (std::int64_t i = 0; i < kPairs; ++i) inputs.push_back(-inputs[static_cast<std::size_t>(i)]);
  std::vector<float> slopes = formula::initial_outputs(formula, inputs).derivative;
  for (float& slope : slopes) slope = std::abs(slope);
  std::erase_if(slopes, [](float slope) { return std::isnan(slope); });
  return slopes;
}

// The slope that 99.9 % of normal inputs do not exceed.
double steep_slope(std::vector<float> slopes) {
  if (slopes.empty()) return 1.0;
  const auto at = static_cast<std::ptrdiff_t>(0.999 * static_cast<double>(slopes.size() - 1));
  std::ranges::nth_element(slopes, slopes.begin() + at);
  return static_cast<double>(slopes[static_cast<std::size_t>(at)]);
}

}  // namespace

FormulaFacts facts_of(const formula::FormulaPointer& formula) {
  const std::vector<double> critical = formula::critical_points(formula->value);
  const formula::CurveShape shape = formula::analyse(
      formula::measured(formula->value), formula::measured(formula->derivative), critical);
  const std::vector<float> slopes = normal_slopes(*formula);
  FormulaFacts facts{.formula = formula};
  facts.slopes.limit = formula::largest_slope(shape);
  facts.slopes.is_supremum = std::isfinite(facts.slopes.limit);
  if (!facts.slopes.is_supremum) facts.slopes.limit = steep_slope(slopes);
  facts.slopes.bounded_left = bounded(shape.left);
  facts.slopes.bounded_right = bounded(shape.right);
  const auto limit = static_cast<float>(kFlatSlope * facts.slopes.limit);
  const auto flat = std::ranges::count_if(slopes, [&](float slope) { return slope < limit; });
  if (!slopes.empty()) {
    facts.flat = static_cast<double>(flat) / static_cast<double>(slopes.size());
  }
  facts.theory =
      formula::signal_moments(formula::real_function(formula->value),
                              formula::real_function(formula->derivative), shape.kinks, critical);
  return facts;
}

double known(double moment) {
  const bool is_known = std::isfinite(moment) && moment != formula::kMomentNotKnown;
  return is_known ? moment : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace actlab::dynamics
