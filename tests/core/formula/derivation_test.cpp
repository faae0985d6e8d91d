#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include <actlab/core/formula/calculus/derivation.h>
#include <actlab/core/formula/language/catalog.h>
#include <actlab/core/formula/language/parser.h>
#include <actlab/core/formula/language/reference.h>

using namespace actlab::formula;

TEST_CASE("The derivative of swish, line by line") {
  const std::vector<DerivationLine> lines = derivation(parse("x * sigmoid(beta * x)"));
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].part == "x");
  CHECK(lines[0].derivative == "1");
  CHECK(lines[1].part == "beta * x");
  CHECK(lines[1].rule == "product: (u v)' = u' v + u v'");
  CHECK(lines[1].derivative == "beta");
  CHECK(lines[2].part == "sigmoid(beta * x)");
  CHECK(lines[2].rule.starts_with("chain: sigmoid(u)' = u' times "));
  CHECK(lines[3].part == "x * sigmoid(beta * x)");
}

TEST_CASE("Constants have no line, powers and branches have their rules") {
  const std::vector<DerivationLine> lines = derivation(parse("where(x < 2, x^3, exp(1) - x)"));
  REQUIRE(lines.size() == 4);
  CHECK(lines[1].part == "x^3");
  CHECK(lines[1].rule == "power: (u^3)' = 3 u^2 u'");
  CHECK(lines[3].rule == "that of the branch that is taken");
}

TEST_CASE("Every line of every catalog function is a derivative") {
  for (const CatalogRow& row : catalog()) {
    CAPTURE(row.formula);
    for (const DerivationLine& line : derivation(parse(row.formula))) {
      CAPTURE(line.part);
      for (const double x : {-1.3, -0.4, 0.6, 1.7}) {
        const Expression part = parse(line.part), slope = parse(line.derivative);
        const double h = 1e-5;
        const double quotient = (evaluate(part, x + h) - evaluate(part, x - h)) / (2.0 * h);
        if (!std::isfinite(quotient)) continue;
        CHECK(evaluate(slope, x) == doctest::Approx(quotient).epsilon(1e-5).scale(1.0));
      }
    }
  }
}
