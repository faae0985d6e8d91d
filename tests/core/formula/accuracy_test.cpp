#include <actlab/core/formula/analysis/accuracy.h>

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/language/catalog.h>

using namespace actlab;
using namespace actlab::formula;

namespace {

std::optional<Breakdown> breakdown(const CompiledFormula& f, Output output) {
  std::vector<float> parameters;
  for (const auto& p : f.parameters) parameters.push_back(static_cast<float>(p.initial));
  return first_breakdown(f.kernels.gradient, output, parameters,
                         measured(output == Output::value ? f.value : f.derivative));
}

}  // namespace

TEST_CASE("accuracy: the first value that overflows on its way is found") {
  const auto quotient = breakdown(*compile("x^3 / (1 + x^2)"), Output::value);
  REQUIRE(quotient);
  CHECK(quotient->x == 0x1.ap42);  // its third power is beyond float32
  CHECK(std::isinf(quotient->given));
  CHECK(quotient->right == doctest::Approx(0x1.ap42));
  CHECK(!breakdown(*compile("x * (x / (1 + x))"), Output::value));
  CHECK(!breakdown(*compile("exp(x)"), Output::value));  // infinite itself
}

TEST_CASE("accuracy: roots of squares hold up to the edge of float32") {
  for (const std::string formula : {"x / sqrt(1 + x^2)", "sqrt(x^2 + 0.25)",
                                    "(x + sqrt(x^2 + 4)) / 2", "1 / sqrt(3 + (2 * x)^2)"}) {
    CAPTURE(formula);
    CHECK(!breakdown(*compile(formula), Output::value));
  }
  CHECK(breakdown(*compile("x / sqrt(a + x^2) where a = 1"), Output::value));
}

TEST_CASE("accuracy: the catalog holds up to the edge of float32") {
  for (const CatalogRow& row : catalog()) {
    if (row.name == "pau") continue;  // degree 5 over degree 4: x^5 is too large from 1.1e8 on
    CAPTURE(row.name);
    for (const Output output : {Output::value, Output::derivative}) {
      const auto broken = breakdown(*compile(row.name), output);
      if (!broken) continue;
      CAPTURE(broken->x);
      CAPTURE(broken->given);
      CAPTURE(broken->right);
      CHECK(!broken);
    }
  }
}
