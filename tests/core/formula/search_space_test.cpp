// Formulas drawn at random from the search space of Ramachandran, Zoph and Le 2017 agree with a
// double-precision evaluation within 16 ULP times the condition number (running_error.h).
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/formula/compiled_formula.h"
#include "core/formula/parser.h"
#include "tests/core/formula/run_formula.h"
#include "tests/core/formula/running_error.h"

using namespace actlab;
using namespace actlab::formula;

namespace {

constexpr double kEpsilon = 1e-7;

class SearchSpace {
 public:
  SearchSpace() : random_(7, Purpose::test) {}

  // b(u1(x1), u2(x2)), where x1 and x2 are x or the output of an earlier unit.
  Expression draw(int units) {
    betas_ = 0;
    Expression output = x();
    for (int unit = 0; unit < units; ++unit) {
      const Expression other = random_.below(2) == 0 ? x() : output;
      output = binary(static_cast<int>(random_.below(10)),
                      unary(static_cast<int>(random_.below(25)), output),
                      unary(static_cast<int>(random_.below(25)), other));
    }
    return output;
  }

  Random& random() { return random_; }

 private:
  Expression beta(float initial = 1.0f) { return parameter(text("beta", ++betas_), initial); }

  Expression unary(int which, const Expression& a) {
    switch (which) {
      case 0:
        return a;
      case 1:
        return -a;
      case 2:
        return abs(a);
      case 3:
        return power(a, 2);
      case 4:
        return power(a, 3);
      case 5:
        return sqrt(a);
      case 6:
        return beta() * a;
      case 7:
        return a + beta();
      case 8:
        return log(abs(a) + kEpsilon);
      case 9:
        return exp(a);
      case 10:
        return sin(a);
      case 11:
        return cos(a);
      case 12:
        return call("sinh", a);
      case 13:
        return call("cosh", a);
      case 14:
        return tanh(a);
      case 15:
        return call("asinh", a);
      case 16:
        return call("atan", a);
      case 17:
        return call("sinc", a);
      case 18:
        return max(a, 0.0);
      case 19:
        return min(a, 0.0);
      case 20:
        return sigmoid(a);
      case 21:
        return softplus(a);
      case 22:
        return exp(-power(a, 2));
      case 23:
        return erf(a);
      default:
        return beta();
    }
  }

  Expression binary(int which, const Expression& a, const Expression& b) {
    switch (which) {
      case 0:
        return a + b;
      case 1:
        return a * b;
      case 2:
        return a - b;
      case 3:
        return a / (b + kEpsilon);
      case 4:
        return max(a, b);
      case 5:
        return min(a, b);
      case 6:
        return sigmoid(a) * b;
      case 7:
        return exp(-beta() * power(a - b, 2));
      case 8:
        return exp(-beta() * abs(a - b));
      default: {
        const Expression mix = beta(0.5f);
        return mix * a + (1.0 - mix) * b;
      }
    }
  }

  Random random_;
  int betas_ = 0;
};

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
  SearchSpace space;
  Tally tally;
  for (int drawn = 0; drawn < 1000; ++drawn) {
    const FormulaPointer formula = compile(space.draw(1 + drawn % 2));
    std::vector<float> inputs{0.0f, -0.5f, 30.0f, -30.0f};
    for (int i = 0; i < 60; ++i) inputs.push_back(2.5f * space.random().normal());
    std::vector<float> values;
    std::unordered_map<std::string, double> parameters;
    for (const Parameter& p : formula->parameters) {
      values.push_back(p.initial + 0.3f * space.random().normal());
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
