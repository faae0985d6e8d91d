#include <actlab/core/formula/analysis/analysis.h>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include <actlab/core/formula/analysis/accuracy.h>
#include <actlab/core/formula/analysis/description.h>
#include <actlab/core/formula/analysis/signal.h>

using namespace actlab::formula;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }
double swish(double x) { return x * sigmoid(x); }
double swish_slope(double x) { return sigmoid(x) * (1.0 + x * sigmoid(-x)); }
double relu(double x) { return x > 0.0 ? x : 0.0; }
double relu_slope(double x) { return x > 0.0 ? 1.0 : 0.0; }
double tanh_slope(double x) { return 1.0 / (std::cosh(x) * std::cosh(x)); }

CurveShape shape_of_swish() { return analyse(swish, swish_slope); }
CurveShape shape_of_relu() { return analyse(relu, relu_slope); }

}  // namespace

TEST_CASE("analysis: the minimum of swish is -0.27846 at -1.27846") {
  const CurveShape shape = shape_of_swish();
  CHECK(shape.minimum.kind == ExtremumKind::attained);
  CHECK(shape.minimum.value == doctest::Approx(-0.2784645427610738).epsilon(1e-14));
  CHECK(shape.minimum.x == doctest::Approx(-1.2784645427610738).epsilon(1e-9));
  CHECK(shape.maximum.kind == ExtremumKind::unbounded);
  CHECK(shape.trend == Trend::both);
}

TEST_CASE("analysis: the slope of swish is below 1 until about 1.25 and at most 1.09984") {
  const CurveShape shape = shape_of_swish();
  CHECK(shape.highest_slope.value == doctest::Approx(1.0998393201).epsilon(1e-9));
  CHECK(shape.highest_slope.x == doctest::Approx(2.3993572805).epsilon(1e-6));
  CHECK(largest_slope(shape) == shape.highest_slope.value);
  const CurveShape above_one =
      analyse([](double x) { return swish_slope(x) - 1.0; },
              [](double x) { return (swish_slope(x + 1e-6) - swish_slope(x - 1e-6)) / 2e-6; });
  REQUIRE(above_one.zeros.points.size() == 1);
  CHECK(above_one.zeros.points[0] == doctest::Approx(1.2784645428).epsilon(1e-6));
}

TEST_CASE("analysis: the ends of swish are 0 from below and the line x") {
  const CurveShape shape = shape_of_swish();
  CHECK(describe(shape.left) == "-> 0 from below");
  CHECK(describe(shape.right) == "-> x");
  CHECK(describe(shape.slope_right) == "-> 1 from above");
}

TEST_CASE("analysis: relu has one corner and is flat on its left") {
  const CurveShape shape = shape_of_relu();
  REQUIRE(shape.kinks.size() == 1);
  CHECK(shape.kinks[0].kind == BreakKind::corner);
  CHECK(shape.kinks[0].x == 0.0);
  CHECK(shape.kinks[0].left == 0.0);
  CHECK(shape.kinks[0].right == 1.0);
  CHECK(shape.minimum.kind == ExtremumKind::flat);
  CHECK(describe(shape.minimum) == "0 for x <= 0");
  CHECK(describe(shape.kinks[0]) == "corner at x = 0: slope 0 before, 1 after");
  CHECK(shape.minimum.where.low == -kInfinity);
  CHECK(shape.minimum.where.high == 0.0);
  CHECK(shape.trend == Trend::not_falling);
  CHECK(describe(shape.left) == "= 0");
  REQUIRE(shape.fixed_points.pieces.size() == 1);
  CHECK(shape.fixed_points.pieces[0].low == 0.0);
}

TEST_CASE("analysis: a piece that joins the rest without a corner is found") {
  const CurveShape shape = analyse([](double x) { return relu(x) * relu(x) - 0.5; },
                                   [](double x) { return 2 * relu(x); });
  CHECK(shape.kinks.empty());
  CHECK(describe(shape.minimum) == "-0.5 for x <= 0");
  CHECK(describe(shape.left) == "= -0.5");
  CHECK(describe(shape.zeros) == "x = 0.707107");
}

TEST_CASE("analysis: a curve that comes closer to x has no fixed points out there") {
  const auto gelu = [](double x) { return 0.5 * x * std::erfc(-x / std::sqrt(2.0)); };
  const auto slope = [](double x) {
    return 0.5 * std::erfc(-x / std::sqrt(2.0)) +
           x * std::exp(-0.5 * x * x) / std::sqrt(2 * std::numbers::pi);
  };
  CHECK(describe(analyse(gelu, slope).fixed_points) == "x = 0");
}

TEST_CASE("analysis: rounding does not make a rising function fall") {
  const CurveShape shape = analyse([](double x) { return x - std::tanh(x); },
                                   [](double x) { return std::tanh(x) * std::tanh(x); });
  CHECK(shape.trend == Trend::rising);
  CHECK(describe(shape.zeros) == "x = 0");
}

TEST_CASE("analysis: tanh approaches its bounds although rounding makes it reach them") {
  const CurveShape shape = analyse([](double x) { return std::tanh(x); }, tanh_slope);
  CHECK(shape.minimum.kind == ExtremumKind::approached);
  CHECK(shape.minimum.value == -1.0);
  CHECK(shape.maximum.kind == ExtremumKind::approached);
  CHECK(shape.trend == Trend::rising);
  CHECK(describe(shape.right) == "-> 1 from below");
}

TEST_CASE("analysis: jumps are found and told from corners") {
  const CurveShape shape = analyse([](double x) { return std::abs(x) > 0.5 ? x : 0.0; },
                                   [](double x) { return std::abs(x) > 0.5 ? 1.0 : 0.0; });
  REQUIRE(shape.kinks.size() == 2);
  CHECK(shape.kinks[1].kind == BreakKind::jump);
  CHECK(shape.kinks[1].x == 0.5);
  CHECK(shape.kinks[1].left == 0.0);
  CHECK(shape.kinks[1].right == doctest::Approx(0.5));
}

TEST_CASE("analysis: a pole leaves no bounds") {
  const CurveShape shape =
      analyse([](double x) { return 1.0 / x; }, [](double x) { return -1.0 / (x * x); });
  REQUIRE(shape.kinks.size() == 1);
  CHECK(shape.kinks[0].kind == BreakKind::pole);
  CHECK(shape.minimum.kind == ExtremumKind::unbounded);
  CHECK(largest_slope(shape) == kInfinity);
}

TEST_CASE("analysis: poles between the points are found") {
  const CurveShape odd = analyse([](double x) { return x / (x - 1); },
                                 [](double x) { return -1 / ((x - 1) * (x - 1)); });
  REQUIRE(odd.kinks.size() == 1);
  CHECK(describe(odd.kinks[0]) == "pole at x = 1");
  CHECK(describe(odd.minimum) == "none: no bound near x = 1");
  CHECK(describe(odd.right) == "-> 1 from above");
}

TEST_CASE("analysis: a value that is a limit and attained as well counts as attained") {
  const CurveShape shape = analyse([](double x) { return x * x * std::exp(-x * x); },
                                   [](double x) { return 2 * x * (1 - x * x) * std::exp(-x * x); });
  CHECK(describe(shape.minimum) == "0 at x = 0");
  CHECK(describe(shape.left) == "-> 0 from above");
}

TEST_CASE("analysis: the slope next to a corner counts among the slopes") {
  const auto hard_swish = [](double x) { return x * std::fmin(std::fmax(x + 3, 0), 6) / 6; };
  const auto slope = [](double x) { return x <= -3 ? 0.0 : x < 3 ? (2 * x + 3) / 6 : 1.0; };
  const CurveShape shape = analyse(hard_swish, slope);
  CHECK(describe(shape.lowest_slope) == "-0.5 at x = -3");
  CHECK(describe(shape.highest_slope) == "1.5 at x = 3");
  CHECK(shape.kinks.size() == 2);
}

TEST_CASE("analysis: quick curves have no corners") {
  const CurveShape shape = analyse([](double x) { return std::sin(1000 * x); },
                                   [](double x) { return 1000 * std::cos(1000 * x); });
  CHECK(shape.kinks.empty());
}

TEST_CASE("analysis: a function without values on one side is described not crashed on") {
  const CurveShape shape =
      analyse([](double x) { return std::sqrt(x); }, [](double x) { return 0.5 / std::sqrt(x); });
  REQUIRE(shape.undefined.size() == 1);
  CHECK(shape.undefined[0].low == -kInfinity);
  CHECK(shape.undefined[0].high == 0.0);
  CHECK(describe(shape.zeros) == "x = 0");
  CHECK(describe(shape.left) == "not defined");
  CHECK(describe(shape.right) == "grows like |x|^0.5");
  const auto nothing = [](double) { return std::nan(""); };
  CHECK(analyse(nothing, nothing).trend == Trend::undefined);
  CHECK(analyse(nothing, nothing).minimum.kind == ExtremumKind::undefined);
}

TEST_CASE("analysis: periodic functions give the extremum nearest to zero and their bounds") {
  const CurveShape shape =
      analyse([](double x) { return std::sin(x); }, [](double x) { return std::cos(x); });
  CHECK(shape.maximum.x == doctest::Approx(1.5707963268));
  CHECK(describe(shape.right) == "oscillates between -1 and 1");
  CHECK(shape.zeros.points.size() == 13);
  CHECK(describe(shape.zeros) ==
        "x = -6.28319, x = -3.14159, x = 0, x = 3.14159, x = 6.28319 and 8 more in [-20, 20]");
  CHECK(shape.fixed_points.points == std::vector<double>{0.0});
}

TEST_CASE("analysis: growth is named") {
  const auto tail = [](const RealFunction& f, const RealFunction& d) {
    return describe(analyse(f, d).right);
  };
  CHECK(tail([](double x) { return std::cos(x) - x; },
             [](double x) { return -std::sin(x) - 1.0; }) == "grows like -x");
  CHECK(tail([](double x) { return 2 * x * x * x; }, [](double x) { return 6 * x * x; }) ==
        "grows like 2 |x|^3");
  CHECK(tail([](double x) { return std::pow(x, 64); },
             [](double x) { return 64 * std::pow(x, 63); }) == "grows like |x|^64");
  CHECK(tail([](double x) { return x * std::cos(x); },
             [](double x) { return std::cos(x) - x * std::sin(x); }) == "oscillates, ever further");
  CHECK(tail([](double x) { return std::exp(x); }, [](double x) { return std::exp(x); }) ==
        "-> inf faster than any power; beyond float32 from x = 88.7228");
  CHECK(tail([](double x) { return 1.5 * x - 2.0 + 1.0 / (1.0 + x * x); },
             [](double x) { return 1.5 - 2 * x / std::pow(1.0 + x * x, 2); }) ==
        "-> the line 1.5 x - 2");
  CHECK(tail([](double x) { return std::log(1.0 + std::abs(x)); },
             [](double x) { return std::copysign(1.0, x) / (1.0 + std::abs(x)); }) ==
        "-> inf, slower than any power (as a logarithm does)");
}

TEST_CASE("signal: relu halves the mean square and keeps gradients under its gain") {
  const SignalMoments moments = signal_moments(relu, relu_slope, shape_of_relu().kinks);
  CHECK(moments.mean == doctest::Approx(1.0 / std::sqrt(2.0 * std::numbers::pi)).epsilon(1e-9));
  CHECK(moments.square == doctest::Approx(0.5).epsilon(1e-9));
  CHECK(moments.gain() == doctest::Approx(std::sqrt(2.0)).epsilon(1e-9));
  CHECK(moments.gradient_factor() == doctest::Approx(1.0).epsilon(1e-9));
}

TEST_CASE("signal: moments of powers and of an exponential are exact") {
  const SignalMoments cube =
      signal_moments([](double x) { return x * x * x; }, [](double x) { return 3 * x * x; }, {});
  CHECK(cube.square == doctest::Approx(15.0).epsilon(1e-9));
  CHECK(cube.slope_square == doctest::Approx(27.0).epsilon(1e-9));
  const RealFunction exponential = [](double x) { return std::exp(x); };
  const SignalMoments moments = signal_moments(exponential, exponential, {});
  CHECK(moments.mean == doctest::Approx(std::exp(0.5)).epsilon(1e-9));
  CHECK(moments.variance() == doctest::Approx(std::exp(2.0) - std::exp(1.0)).epsilon(1e-9));
}

TEST_CASE("signal: an integral that does not exist is infinite and a missing value is NaN") {
  const RealFunction steep = [](double x) { return std::exp(x * x); };
  CHECK(signal_moments(steep, steep, {}).square == kInfinity);
  const RealFunction root = [](double x) { return std::sqrt(x); };
  CHECK(std::isnan(signal_moments(root, root, {}).mean));
}

TEST_CASE("gradient check: a right derivative passes and a wrong one does not") {
  CHECK(check_gradient(swish, swish_slope, {}).worst < 0.01);
  CHECK(check_gradient(swish, [](double x) { return 1.001 * swish_slope(x); }, {}).worst > 5.0);
  CHECK(check_gradient(relu, relu_slope, shape_of_relu().kinks).worst < 0.01);
  const GradientCheck steep = check_gradient([](double x) { return std::exp(3 * x); },
                                             [](double x) { return 3 * std::exp(3 * x); }, {});
  CHECK(steep.worst < 0.1);
  CHECK(steep.points == 1601);
}
