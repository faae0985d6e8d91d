#include <actlab/core/formula/calculus/stable_form.h>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/language/printer.h>
#include "tests/core/formula/run_formula.h"

using namespace actlab;
using namespace actlab::formula;

namespace {

std::string computed_as(std::string_view formula) { return to_text(compile(formula)->value); }

}  // namespace

TEST_CASE(
    "stable form: textbook formulas are computed by functions that neither cancel nor overflow") {
  const std::vector<std::pair<const char*, const char*>> forms = {
      {"log(1 + exp(x))", "softplus(x)"},
      {"log(exp(-2 * x) + 1)", "softplus(-2 * x)"},
      {"log1p(exp(x))", "softplus(x)"},
      {"1 / (1 + exp(-x))", "sigmoid(x)"},
      {"x / (1 + exp(-1.5 * x))", "x * sigmoid(1.5 * x)"},
      {"exp(x) / (exp(x) + 1)", "sigmoid(x)"},
      {"x * exp(x) / (1 + exp(x))", "x * sigmoid(x)"},
      {"(exp(x) - exp(-x)) / (exp(x) + exp(-x))", "tanh(x)"},
      {"(exp(2 * x) - 1) / (exp(2 * x) + 1)", "tanh(x)"},
      {"(1 - exp(-2 * x)) / (1 + exp(-2 * x))", "tanh(x)"},
      {"2 / (1 + exp(-2 * x)) - 1", "tanh(x)"},
      {"sinh(x) / cosh(x)", "tanh(x)"},
      {"1 / cosh(x)", "sech(x)"},
      {"(exp(x) - exp(-x)) / 2", "sinh(x)"},
      {"0.5 * x * (1 + tanh(x))", "x * sigmoid(2 * x)"},
      {"0.5 * x * (1 + erf(x / sqrt(2)))", "x * normal_cdf(x)"},
      {"x * (1 - sigmoid(x))", "x * sigmoid(-x)"},
      {"1 - tanh(x)", "2 * sigmoid(-2 * x)"},
      {"1 - erf(x)", "erfc(x)"},
      {"1 - cos(x)", "2 * sin(0.5 * x)^2"},
      {"x * tanh(log(1 + exp(x)))", "x * tanh(softplus(x))"},
      {"where(x > 0, x, exp(x) - 1)", "where(x > 0, x, expm1(x))"},
      {"log(sigmoid(x))", "log_sigmoid(x)"},
      {"log(1 + abs(x))", "log1p(abs(x))"},
      {"log(x + sqrt(x^2 + 1))", "asinh(x)"},
      {"x - tanh(x)", "tanhshrink(x)"},
      {"sqrt(x^2 + 1) - 1", "x^2 / (sqrt(x^2 + 1) + 1)"},
      {"sqrt(x^2)", "abs(x)"},
  };
  for (const auto& form : forms) {
    CAPTURE(form.first);
    CHECK(computed_as(form.first) == form.second);
  }
}

TEST_CASE("stable form: a formula keeps the text it was given") {
  CHECK(compile("log(1 + exp(x))")->text == "log(1 + exp(x))");
  CHECK(compile("gelu_tanh")->text.find("tanh") != std::string::npos);
}

TEST_CASE("stable form: where an intermediate value overflows the result is right") {
  CHECK(test::value_at("log(1 + exp(x))", 1e4f) == 1e4f);
  CHECK(test::derivative_at("log(1 + exp(x))", 1e4f) == 1.0f);
  CHECK(test::value_at("log(0.5 * exp(x) + 0.5)", 1000.0f) == doctest::Approx(1000 - std::log(2)));
  CHECK(test::value_at("log(cosh(x))", 1e4f) == doctest::Approx(1e4 - std::log(2)));
  CHECK(test::value_at("log(cosh(x))", 1e-3f) == doctest::Approx(5e-7).epsilon(1e-6));
  CHECK(test::derivative_at("log(cosh(x))", -200.0f) == -1.0f);
  CHECK(test::value_at("(exp(x) - exp(-x)) / (exp(x) + exp(-x))", -500.0f) == -1.0f);
  CHECK(test::derivative_at("x * exp(x) / (1 + exp(x))", 300.0f) == 1.0f);
}

TEST_CASE("stable form: what cancels keeps its digits") {
  CHECK(test::value_at("gelu_tanh", -5.0f) == doctest::Approx(-2.2918e-7).epsilon(1e-4));
  CHECK(test::value_at("tanhshrink", 1e-4f) == doctest::Approx(3.3333e-13).epsilon(1e-4));
  CHECK(test::derivative_at("isru", 1e4f) == doctest::Approx(1e-12).epsilon(1e-5));
  CHECK(test::derivative_at("3 * x / (2 + abs(x))", 1e5f) == doctest::Approx(6e-10).epsilon(1e-4));
  CHECK(test::derivative_at("x^2 / (1 + x^2)", 1e3f) == doctest::Approx(2e-9).epsilon(1e-5));
  CHECK(test::value_at("(x + sqrt(x^2 + 4)) / 2", -1e4f) == doctest::Approx(1e-4).epsilon(1e-5));
}

TEST_CASE("programs of the common activations stay short") {
  struct Length {
    const char* name;
    std::size_t value, gradient, backward;
  };
  for (const Length& most :
       {Length{"relu", 1, 2, 1}, Length{"swish1", 2, 3, 3}, Length{"gelu", 2, 4, 3},
        Length{"mish", 2, 3, 2}, Length{"elu", 2, 4, 2}, Length{"gelu_tanh", 5, 10, 10}}) {
    CAPTURE(most.name);
    const auto formula = compile(most.name);
    const kernels::FormulaKernels& kernels = formula->kernels;
    CHECK(kernels.value.instructions.size() <= most.value);
    CHECK(kernels.gradient.instructions.size() <= most.gradient);
    CHECK(kernels.backward.instructions.size() <= most.backward);
  }
}
