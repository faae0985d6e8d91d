// Formulas drawn at random from the space agree, in float32, with a double-precision evaluation
// within 16 ULP times the condition number (running_error.h).
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/language/parser.h>
#include <actlab/core/formula/language/printer.h>
#include <actlab/core/formula/language/reference.h>
#include <actlab/search/space.h>
#include "tests/core/formula/run_formula.h"
#include "tests/core/formula/running_error.h"

using namespace actlab;
using namespace actlab::formula;

namespace {

struct Tally {
  std::int64_t compared = 0;
  std::int64_t passed_over = 0;  // condition number infinite, or the result outside float32
  double worst = 0.0;            // error over its bound
  std::string worst_formula;
};

void compare(const Expression& expression, const std::vector<float>& got,
             const std::vector<float>& inputs,
             const std::unordered_map<std::string, double>& parameters, Tally& tally) {
  const test::RunningError reference(expression);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const test::WithSpread expected = reference.at(inputs[i], parameters);
    const bool fits = std::fabs(expected.value) <= std::numeric_limits<float>::max();
    if (!fits || !std::isfinite(expected.spread)) {
      ++tally.passed_over;
      continue;
    }
    ++tally.compared;
    const double error = std::fabs(static_cast<double>(got[i]) - expected.value);
    const double ratio = error / (16.0 * 0x1p-23 * expected.spread);
    if (!(ratio <= tally.worst)) {
      tally.worst = std::isnan(ratio) ? INFINITY : ratio;
      tally.worst_formula = text(to_text(expression), " at ", inputs[i], ": got ", got[i],
                                 ", expected ", expected.value, ", spread ", expected.spread);
    }
  }
}

}  // namespace

TEST_CASE("random formulas of the search space agree with double precision") {
  Random random(7, Purpose::test);
  search::SpaceOptions options;
  const search::Space one_unit(options);
  options.units = 2;
  const search::Space two_units(options);
  Tally tally;
  for (int drawn = 0; drawn < 1000; ++drawn) {
    const search::Space& space = drawn % 2 == 0 ? one_unit : two_units;
    const FormulaPointer formula = compile(space.expression(space.sample(random)));
    std::vector<float> inputs{0.0f, -0.5f, 30.0f, -30.0f};
    for (int i = 0; i < 60; ++i) inputs.push_back(2.5f * random.normal());
    std::vector<float> values;
    std::unordered_map<std::string, double> parameters;
    for (const Parameter& p : formula->parameters) {
      values.push_back(p.initial + 0.3f * random.normal());
      parameters.emplace(p.name, values.back());
    }
    const test::Computed got = test::run(*formula, inputs, values);
    compare(formula->value, got.value, inputs, parameters, tally);
    compare(formula->derivative, got.derivative, inputs, parameters, tally);
    for (std::size_t p = 0; p < values.size(); ++p) {
      compare(formula->parameter_derivatives[p], got.parameter_derivatives[p], inputs, parameters,
              tally);
    }
  }
  CAPTURE(tally.worst_formula);
  CHECK(tally.worst <= 1.0);
  CAPTURE(tally.passed_over);
  CHECK(tally.compared > 150000);
  CHECK(tally.passed_over < tally.compared / 5);
}
