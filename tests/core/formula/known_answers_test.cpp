// What is told of a formula is right, or not told: limits where double overflows, moments that
// diverge, slopes that are infinite, fixed points that rounding would make.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <actlab/core/formula/analysis/analysis.h>
#include <actlab/core/formula/analysis/description.h>
#include <actlab/core/formula/analysis/measured.h>
#include <actlab/core/formula/analysis/signal.h>
#include <actlab/core/formula/compiler/compiled_formula.h>

using namespace actlab;
using namespace actlab::formula;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

CurveShape shape_of(const std::string& text) {
  const FormulaPointer f = compile(text);
  return analyse(measured(f->value), measured(f->derivative), critical_points(f->value));
}

SignalMoments moments_of(const std::string& text) {
  const FormulaPointer f = compile(text);
  return signal_moments(real_function(f->value), real_function(f->derivative), shape_of(text).kinks,
                        critical_points(f->value));
}

const std::string kNotTold = "not known: the formula overflows or cancels in double";

}  // namespace

TEST_CASE("known answers: limits of formulas that overflow half way") {
  struct Ends {
    const char* formula;
    std::string left, right;
  };
  const std::vector<Ends> all = {
      {"log(1 + exp(x))", "-> 0 from above", "-> x"},
      {"log(cosh(x))", "-> the line -x - 0.693147", "-> the line x - 0.693147"},
      {"(exp(x) - exp(-x)) / (exp(x) + exp(-x))", "-> -1 from above", "-> 1 from below"},
      {"x * exp(x) / (1 + exp(x))", "-> 0 from below", "-> x"},
      {"x * (exp(2 * x) - 1) / (exp(2 * x) + 1)", "-> the line -x", "-> x"},
      {"log(1 + exp(x) + exp(2 * x))", "-> 0 from above", kNotTold},
      {"exp(x) / (2 + exp(x))", "-> 0 from above", kNotTold},
      {"sqrt(exp(2 * x) + 1) - exp(x)", "-> 1 from below", kNotTold},
      {"x * (sqrt(x^2 + 3) - x)", kNotTold, kNotTold},
      {"exp(x) - exp(x + 1) / 2.718281828459045", "-> 0", kNotTold},
      {"exp(x)", "-> 0 from above",
       "-> inf faster than any power; beyond float32 from x = 88.7228"},
      {"x * exp(-exp(-x))", "-> 0 from below", "-> x"},
      {"1 / (1 + exp(exp(x)))", "-> 0.5 from below", "-> 0 from above"},
  };
  for (const Ends& ends : all) {
    CAPTURE(ends.formula);
    const CurveShape shape = shape_of(ends.formula);
    if (std::string(ends.formula).starts_with("exp(x) - ") ||
        std::string(ends.formula).starts_with("x * (sqrt")) {
      CHECK(shape.right.kind != TailKind::fast);
      CHECK(shape.right.kind != TailKind::limit);
      continue;
    }
    CHECK(describe(shape.left) == ends.left);
    CHECK(describe(shape.right) == ends.right);
  }
}

TEST_CASE("known answers: what begins beyond the points looked at is not told") {
  for (const char* f :
       {"min(x, 1e10)", "min(x, 1e25)", "where(x < 2e9, x, 0)", "tanh(x / 1e20)",
        "x / (1 + abs(x) / 1e25)", "x + 1e-20 * x^2", "x / (1 + exp(-1e-15 * x))"}) {
    CAPTURE(f);
    const CurveShape shape = shape_of(f);
    CHECK(describe(shape.right) == "not known: it changes its course beyond |x| = 1e9");
    CHECK(shape.maximum.kind == ExtremumKind::not_known);
    CHECK(shape.minimum.kind == ExtremumKind::not_known);
  }
  CHECK(describe(shape_of("min(x, 1e6)").right) == "-> 1e+06 from below");
  CHECK(!is_known(shape_of("x * sigmoid(1e-15 * x)").slope_right));
}

TEST_CASE("known answers: the slope of what overflows is not made up") {
  CHECK(describe(shape_of("log(1 + exp(x))").slope_right) == "-> 1 from below");
  CHECK(describe(shape_of("telu").slope_right).starts_with("-> 1"));
  CHECK(shape_of("exp(x) / (2 + exp(x))").trend == Trend::not_known);
  CHECK(shape_of("exp(x) / (2 + exp(x))").maximum.kind == ExtremumKind::not_known);
}

TEST_CASE("known answers: fixed points") {
  for (const char* f : {"(exp(x) - exp(-x)) / (exp(x) + exp(-x))",
                        "(exp(x) - exp(-x)) / (exp(x) + exp(-x) + 0 * x)", "tanh(x)", "sin(x)",
                        "softsign(x)", "x - tanh(x)^3", "asinh(x)", "atan(x)"}) {
    CAPTURE(f);
    CHECK(describe(shape_of(f).fixed_points) == "x = 0");
  }
  CHECK(describe(shape_of("cos(x)").fixed_points) == "x = 0.739085");
  CHECK(describe(shape_of("exp(x)").fixed_points) == "none found");
}

TEST_CASE("known answers: slopes without bound") {
  struct Slopes {
    const char* formula;
    bool below, above;  // no bound of f' below, above
  };
  for (const Slopes& s :
       {Slopes{"sqrt(abs(x))", true, true}, Slopes{"sqrt(x)", false, true},
        Slopes{"sign(x) * sqrt(abs(x))", false, true}, Slopes{"sqrt(max(x, 0))", false, true},
        Slopes{"log(x)", false, true}, Slopes{"x * log(abs(x))", true, true},
        Slopes{"sqrt(abs(x - 1.5))", true, true}, Slopes{"1 / x", true, false},
        Slopes{"relu(x)", false, false}, Slopes{"sqrt(x^2 + 1)", false, false}}) {
    CAPTURE(s.formula);
    const CurveShape shape = shape_of(s.formula);
    CHECK((shape.lowest_slope.kind == ExtremumKind::unbounded) == s.below);
    CHECK((shape.highest_slope.kind == ExtremumKind::unbounded) == s.above);
    CHECK(std::isinf(largest_slope(shape)) == (s.below || s.above));
  }
  CHECK(describe(shape_of("sqrt(abs(x))").kinks.at(0)) ==
        "corner at x = 0: slope -inf before, inf after");
}

TEST_CASE("known answers: moments that exist are right") {
  const double gamma34 = 1.2254167024651776;  // Gamma(3/4)
  const double pi = 3.141592653589793;
  const SignalMoments root = moments_of("sqrt(abs(x))");
  CHECK(root.mean == doctest::Approx(std::pow(2, 0.25) * gamma34 / std::sqrt(pi)).epsilon(1e-8));
  CHECK(root.square == doctest::Approx(std::sqrt(2 / pi)).epsilon(1e-8));
  CHECK(moments_of("log(abs(x))").mean == doctest::Approx(-0.6351814227307391).epsilon(1e-8));
  CHECK(moments_of("1 / sqrt(abs(x))").mean ==
        doctest::Approx(std::pow(2, -0.25) * 3.625609908221908 / std::sqrt(pi)).epsilon(1e-8));
  CHECK(moments_of("relu(x)").square == doctest::Approx(0.5).epsilon(1e-9));
  CHECK(moments_of("exp(0.2 * x^2)").mean == doctest::Approx(1 / std::sqrt(0.6)).epsilon(1e-8));
}

TEST_CASE("known answers: moments that diverge are infinite, or not told") {
  CHECK(moments_of("sqrt(abs(x))").slope_square == kInfinity);
  CHECK(moments_of("sign(x) * sqrt(abs(x))").slope_square == kInfinity);
  CHECK(moments_of("sqrt(abs(x - 1))").slope_square == kInfinity);
  CHECK(moments_of("1 / sqrt(abs(x))").square == kInfinity);
  CHECK(moments_of("1 / abs(x)").mean == kInfinity);
  CHECK(std::isnan(moments_of("1 / x").mean));
  CHECK(moments_of("1 / x").square == kInfinity);
  CHECK(moments_of("log(abs(x))").slope_square == kInfinity);
  CHECK(moments_of("exp(x^2 / 4)").square == kInfinity);
  CHECK(moments_of("exp(0.24 * x^2)").square == kMomentNotKnown);
  CHECK(std::isnan(moments_of("sqrt(x)").mean));
}
