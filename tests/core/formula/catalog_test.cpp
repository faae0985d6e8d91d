#include <actlab/core/formula/language/catalog.h>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/language/parser.h>
#include <actlab/core/formula/language/reference.h>
#include "tests/core/formula/run_formula.h"

using namespace actlab;
using namespace actlab::formula;

namespace {

std::vector<float> wide_range() {
  std::vector<float> result{0.0f, -0.0f, 90.0f, -90.0f};
  for (float magnitude = 1e-6f; magnitude < 1.0001e4f; magnitude *= 1.0471f) {
    result.push_back(magnitude);
    result.push_back(-magnitude);
  }
  return result;
}

// float32 against double, with an allowance for the rounding of x itself in steep places.
bool agrees(float got, double expected, double scale) {
  if (std::fabs(expected) > std::numeric_limits<float>::max()) return !std::isnan(got);
  return std::fabs(static_cast<double>(got) - expected) <= 2e-5 * scale + 1e-37;
}

}  // namespace

TEST_CASE("double evaluation: a chain rule product is 0 where either factor is 0") {
  for (const char* text : {"sqrt(max(x, 0))", "log(max(x, 0))"}) {
    CHECK(evaluate(compile(text)->derivative, -1.0) == 0.0);  // infinity times 0 otherwise
  }
}

TEST_CASE("catalog names are unique and found by alias") {
  std::set<std::string> seen;
  for (const std::string& name : catalog_names()) CHECK(seen.insert(name).second);
  CHECK(catalog().size() == 58);
  CHECK(find_row("silu")->name == "swish1");
  CHECK(find_row("tanhexp")->name == "telu");
  CHECK(find_row("sil") == nullptr);
  CHECK(compile("silu")->name == "swish1");
}

TEST_CASE("no catalog row loses its value or derivative up to 1e4") {
  const std::vector<float> inputs = wide_range();
  for (const CatalogRow& row : catalog()) {
    CAPTURE(row.name);
    const FormulaPointer formula = compile(row.name);
    const test::Computed got = test::run(*formula, inputs);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const double x = inputs[i];
      CAPTURE(x);
      const double value = evaluate(formula->value, x);
      const double derivative = evaluate(formula->derivative, x);
      CHECK(std::isfinite(value));
      CHECK(std::isfinite(derivative));
      const double scale = std::fabs(value) + std::fabs(x) * (1.0 + std::fabs(derivative));
      CHECK(agrees(got.value[i], value, scale));
      CHECK(agrees(got.derivative[i], derivative, 1.0 + std::fabs(x) + std::fabs(derivative)));
    }
  }
}

TEST_CASE("rows that are naively unstable have the right limits") {
  CHECK(test::derivative_at("telu", 90.0f) == 1.0f);
  CHECK(test::derivative_at("telu", -1e4f) == 0.0f);
  CHECK(test::value_at("telu", 1e4f) == 1e4f);
  CHECK(test::value_at("golu", -90.0f) == 0.0f);
  CHECK(test::derivative_at("golu", -90.0f) == 0.0f);
  CHECK(test::derivative_at("golu", 1e4f) == 1.0f);
  CHECK(test::value_at("squareplus", -1e4f) == doctest::Approx(1e-4).epsilon(1e-6));
  CHECK(test::derivative_at("squareplus", -1e4f) == doctest::Approx(1e-8).epsilon(1e-6));
  CHECK(test::value_at("squareplus", 1e4f) == doctest::Approx(1e4).epsilon(1e-6));
  CHECK(test::value_at("pflu", -1e4f) == doctest::Approx(-2.5e-5).epsilon(1e-5));
  CHECK(test::derivative_at("mish", 1e4f) == 1.0f);
  CHECK(test::value_at("mish", -1e4f) == 0.0f);
  CHECK(test::value_at("softplus", -100.0f) == doctest::Approx(3.7835e-44).epsilon(0.02));
  CHECK(test::value_at("log_sigmoid", -1e4f) == -1e4f);
  CHECK(test::derivative_at("tanh", 20.0f) == doctest::Approx(1.69934e-17).epsilon(1e-5));
}

TEST_CASE("gelu keeps its relative accuracy in the negative tail") {
  std::vector<float> inputs;
  for (float x = 0.0f; x > -13.0f; x -= 0.01f) inputs.push_back(x);
  const FormulaPointer gelu = compile("gelu");
  const test::Computed got = test::run(*gelu, inputs);
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    CAPTURE(inputs[i]);
    const double x = inputs[i];
    const double value = evaluate(gelu->value, x);
    const double slope = evaluate(gelu->derivative, x);
    CHECK(std::fabs(got.value[i] - value) <= 1e-4 * std::fabs(value));
    CHECK(std::fabs(got.derivative[i] - slope) <=
          1e-4 * std::fabs(slope) + 1e-6 * std::exp(-0.5 * x * x));
  }
}

TEST_CASE("swish has the properties of the paper") {
  const FormulaPointer swish = compile("swish");
  const auto at = [&](const Expression& e, double x, double beta) {
    return evaluate(e, x, {{"beta", beta}});
  };
  for (double x = -4.0; x <= 4.0; x += 0.125) {
    CHECK(at(swish->value, x, 0.0) == x / 2.0);
    CHECK(at(swish->value, x, 1e4) == doctest::Approx(std::fmax(x, 0.0)));
    const double beta = 1.5;
    const double s = 1.0 / (1.0 + std::exp(-beta * x));
    const double f = x * s;
    CHECK(at(swish->derivative, x, beta) == doctest::Approx(beta * f + s * (1.0 - beta * f)));
    CHECK(at(swish->parameter_derivatives[0], x, beta) == doctest::Approx(x * x * s * (1.0 - s)));
  }
  const FormulaPointer swish1 = compile("swish1");
  CHECK(evaluate(swish1->value, -1.27846) == doctest::Approx(-0.27846).epsilon(1e-5));
  CHECK(std::fabs(evaluate(swish1->derivative, -1.27846)) < 1e-5);
  CHECK(evaluate(swish1->derivative, 1.15) < 1.0);
  CHECK(evaluate(swish1->derivative, 1.35) > 1.0);
  CHECK(test::derivative_at("swish1", 0.0f) == 0.5f);
}

TEST_CASE("xielu starts at the slopes of its paper and pau near leaky relu") {
  const FormulaPointer xielu = compile("xielu");
  const auto softplus = [](double p) { return std::log1p(std::exp(p)); };
  CHECK(softplus(xielu->parameters[0].initial) == doctest::Approx(0.8).epsilon(1e-6));
  CHECK(softplus(xielu->parameters[1].initial) == doctest::Approx(0.3).epsilon(1e-6));
  const FormulaPointer pau = compile("pau");
  CHECK(pau->parameters.size() == 10);
  for (double x = -5.0; x <= 5.0; x += 0.1) {
    const double leaky = x >= 0.0 ? x : 0.01 * x;
    CHECK(std::fabs(evaluate(pau->value, x) - leaky) < 0.06);
  }
}
