#include <actlab/core/formula/calculus/derivative.h>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/language/catalog.h>
#include <actlab/core/formula/language/parser.h>
#include <actlab/core/formula/language/primitives.h>
#include <actlab/core/formula/language/printer.h>
#include <actlab/core/formula/language/reference.h>
#include "tests/core/formula/run_formula.h"

using namespace actlab;
using namespace actlab::formula;

namespace {

constexpr double kStep = 1e-6;
constexpr double kAbsolute = 1e-6;
constexpr double kRelative = 1e-4;

using Values = std::unordered_map<std::string, double>;

// Where the one-sided differences disagree there is a kink; those are pinned in tests of their own.
bool is_kink(const Expression& f, double x, const Values& parameters) {
  const double wide = 10.0 * kStep;
  const double middle = evaluate(f, x, parameters);
  const double left = (middle - evaluate(f, x - wide, parameters)) / wide;
  const double right = (evaluate(f, x + wide, parameters) - middle) / wide;
  return std::fabs(left - right) > 1e-3 * (1.0 + std::fabs(left) + std::fabs(right));
}

bool close(double got, double expected) {
  return std::fabs(got - expected) <= kAbsolute + kRelative * std::fabs(expected);
}

double central_difference(const Expression& f, double x, const Values& parameters) {
  return (evaluate(f, x + kStep, parameters) - evaluate(f, x - kStep, parameters)) / (2.0 * kStep);
}

Values starting_values(const CompiledFormula& formula) {
  Values values;
  for (const Parameter& p : formula.parameters) values[p.name] = p.initial;
  return values;
}

std::vector<double> points() {
  std::vector<double> result;
  for (double x = -6.0; x <= 6.0; x += 0.0371) result.push_back(x);
  return result;
}

}  // namespace

TEST_CASE("the derivative of every primitive matches central differences") {
  for (const Primitive& row : primitives()) {
    CAPTURE(row.name);
    const FormulaPointer formula = compile(call(row.name, x()));
    int compared = 0;
    for (const double at : points()) {
      const double expected = central_difference(formula->value, at, {});
      if (!std::isfinite(expected) || is_kink(formula->value, at, {})) continue;
      ++compared;
      CAPTURE(at);
      CHECK(close(evaluate(formula->derivative, at), expected));
    }
    CHECK(compared > 100);
  }
}

TEST_CASE("the derivative of every catalog row matches central differences") {
  for (const CatalogRow& row : catalog()) {
    CAPTURE(row.name);
    const FormulaPointer formula = compile(row.name);
    const Values parameters = starting_values(*formula);
    int compared = 0;
    for (const double at : points()) {
      if (is_kink(formula->value, at, parameters)) continue;
      ++compared;
      CAPTURE(at);
      CHECK(close(evaluate(formula->derivative, at, parameters),
                  central_difference(formula->value, at, parameters)));
    }
    CHECK(compared > 300);
  }
}

TEST_CASE("parameter derivatives of every catalog row match central differences") {
  for (const CatalogRow& row : catalog()) {
    CAPTURE(row.name);
    const FormulaPointer formula = compile(row.name);
    for (std::size_t p = 0; p < formula->parameters.size(); ++p) {
      const std::string& name = formula->parameters[p].name;
      Values low = starting_values(*formula), high = low;
      const Values middle = low;
      // Off the start, where a parameter of 0 may sit on a kink.
      low[name] += 0.01 - kStep;
      high[name] += 0.01 + kStep;
      Values between = middle;
      between[name] += 0.01;
      for (const double at : points()) {
        CAPTURE(name);
        CAPTURE(at);
        const double expected =
            (evaluate(formula->value, at, high) - evaluate(formula->value, at, low)) /
            (2.0 * kStep);
        CHECK(close(evaluate(formula->parameter_derivatives[p], at, between), expected));
      }
    }
  }
}

TEST_CASE("derivatives at kinks are pinned") {
  CHECK(test::derivative_at("relu", 0.0f) == 0.0f);
  CHECK(test::derivative_at("abs(x)", 0.0f) == 0.0f);
  CHECK(test::derivative_at("max(0, x)", 0.0f) == 1.0f);  // a tie follows the second argument
  CHECK(test::derivative_at("min(3 * x, 2 * x)", 0.0f) == 2.0f);
  CHECK(test::derivative_at("max(3 * x, 2 * x)", 0.0f) == 2.0f);
  CHECK(test::derivative_at("relu6", 6.0f) == 0.0f);
  CHECK(test::derivative_at("lrelu", 0.0f) == 1.0f);
}

TEST_CASE("derivatives stay in closed form") {
  CHECK(to_text(compile("swish")->derivative) ==
        "sigmoid(beta * x) + x * sigmoid(beta * x) * sigmoid(-(beta * x)) * beta where beta = 1");
  CHECK(to_text(compile("tanh")->derivative) == "sech(x)^2");
  CHECK(to_text(compile("relu")->derivative) == "where(x > 0, 1, 0)");
  CHECK(to_text(compile("identity")->derivative) == "1");
  CHECK(to_text(compile("3 + b where b = 2")->derivative) == "0");
}
