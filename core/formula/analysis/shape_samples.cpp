#include <actlab/core/formula/analysis/shape_samples.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace actlab::formula {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double size_of(double value) { return std::max(1.0, std::abs(value)); }

// True where the change from i to i + 1 stands out among its neighbours, as at a kink.
bool stands_out(const std::vector<double>& values, std::size_t i) {
  const auto change = [&](std::size_t j) { return std::abs(values[j + 1] - values[j]); };
  const double around = std::max(change(i - 1), change(i + 1));
  return change(i) > 4.0 * around + 1e-9 * size_of(values[i]) || !std::isfinite(change(i));
}

// True where the values flip from far below zero to far above, as at a pole.
bool flips(const std::vector<double>& values, std::size_t i) {
  return values[i] * values[i + 1] < 0.0 &&
         std::min(std::abs(values[i]), std::abs(values[i + 1])) > 50.0;
}

// Halves [low, high] again and again, keeping the half in which more happens.
Interval narrowed(Interval at, const RealFunction& value, const RealFunction& derivative) {
  const auto change = [&](double a, double b) {
    const double jump = std::abs(value(b) - value(a)) + std::abs(derivative(b) - derivative(a));
    return std::isnan(jump) ? kInfinity : jump;
  };
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (at.low + at.high);
    if (middle <= at.low || middle >= at.high || at.high - at.low < 1e-15) break;
    if (change(at.low, middle) >= change(middle, at.high)) {
      at.high = middle;
    } else {
      at.low = middle;
    }
  }
  return at;
}

// Where the sign changes.
Interval sign_change(Interval at, const RealFunction& function) {
  const bool negative = function(at.low) < 0.0;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (at.low + at.high);
    ((function(middle) < 0.0) == negative ? at.low : at.high) = middle;
  }
  return at;
}

}  // namespace

double snapped(double x, double tolerance) {
  const double per_unit = std::round(1e-3 / tolerance);
  const double few = std::round(x * per_unit) / per_unit;
  return std::abs(few - x) < tolerance ? few + 0.0 : x;
}

std::vector<double> sample_points() {
  std::vector<double> points;
  for (int i = 0; i < 16000; ++i) points.push_back(-20.0 + (i + 0.3719) * 0.0025);
  for (double far = 20.137; far < 1e4; far *= 1.0213) {
    points.push_back(far);
    points.push_back(-far);
  }
  for (double near = 1.137e-9; near < 0.0025; near *= 1.237) {
    points.push_back(near);
    points.push_back(-near);
  }
  std::sort(points.begin(), points.end());
  return points;
}

Samples sample(const RealFunction& value, const RealFunction& derivative) {
  Samples samples{sample_points(), {}, {}};
  for (const double x : samples.x) {
    samples.value.push_back(value(x));
    samples.slope.push_back(derivative(x));
  }
  return samples;
}

std::vector<Breakpoint> find_kinks(const Samples& samples, const RealFunction& value,
                                   const RealFunction& derivative) {
  std::vector<Breakpoint> kinks;
  for (std::size_t i = 1; i + 2 < samples.x.size(); ++i) {
    if (!std::isfinite(samples.value[i]) || !std::isfinite(samples.value[i + 1])) continue;
    Interval at{samples.x[i], samples.x[i + 1]};
    if (flips(samples.value, i)) {
      at = sign_change(at, value);
    } else if (flips(samples.slope, i)) {
      at = sign_change(at, derivative);
    } else if (stands_out(samples.slope, i) || stands_out(samples.value, i)) {
      at = narrowed(at, value, derivative);
    } else {
      continue;
    }
    const double x = snapped(0.5 * (at.low + at.high));
    // A little outside: the value on the kink itself may be pinned to neither side's.
    const double step = 1e-12 * size_of(at.low);
    const double below = value(at.low - step);
    const double above = value(at.high + step);
    const double slope_below = derivative(at.low - step);
    const double slope_above = derivative(at.high + step);
    // Where a curve only bends quickly, a hundred times wider look sees a far larger change.
    const auto stays = [&](const RealFunction& function, double change) {
      const double wider = function(at.high + 100 * step) - function(at.low - 100 * step);
      return std::abs(change) > 0.5 * std::abs(wider);
    };
    const double around = std::max(std::abs(samples.value[i]), std::abs(samples.value[i + 1]));
    if (std::isnan(below + above) && !std::isinf(below)) continue;
    if (std::max(std::abs(below), std::abs(above)) > 2.0 * std::max(around, 1e9)) {
      kinks.push_back({BreakKind::pole, x, below, above});
    } else if (std::abs(above - below) > 1e-6 * size_of(below) && stays(value, above - below)) {
      kinks.push_back({BreakKind::jump, x, below, above});
    } else if (std::abs(slope_above - slope_below) > 1e-6 * size_of(slope_below) &&
               stays(derivative, slope_above - slope_below)) {
      kinks.push_back({BreakKind::corner, x, slope_below, slope_above});
    }
  }
  return kinks;
}

std::vector<FlatPiece> find_flat_pieces(const std::vector<double>& x, const RealFunction& function,
                                        double noise) {
  std::vector<FlatPiece> pieces;
  std::vector<double> values;
  for (const double point : x) values.push_back(function(point));
  const auto flat_at = [&](double at, double value, double constant) {
    return std::abs(value - constant) <= noise * std::abs(at);
  };
  // Whether the function is away from the constant within 0.01 of point i, in steps of `side`.
  const auto leaves = [&](std::size_t i, int side, double constant) {
    std::size_t j = i;
    do {
      j += static_cast<std::size_t>(side);
    } while (j > 0 && j + 1 < x.size() && std::abs(x[j] - x[i]) < 0.01);
    return !(std::abs(values[j] - constant) <= 1e-12 * size_of(constant));
  };
  // The end of the piece between a point inside it and one outside.
  const auto end_of = [&](double inside, double outside, double constant) {
    for (int i = 0; i < 100; ++i) {
      const double middle = 0.5 * (inside + outside);
      (flat_at(middle, function(middle), constant) ? inside : outside) = middle;
    }
    return snapped(inside, 1e-6);
  };
  for (std::size_t first = 0; first < x.size();) {
    const double constant = values[first];
    std::size_t last = first;
    while (last + 1 < x.size() && flat_at(x[last + 1], values[last + 1], constant)) ++last;
    const bool starts = first == 0 || leaves(first, -1, constant);
    const bool ends = last + 1 == x.size() || leaves(last, 1, constant);
    if (x[last] - x[first] > 0.005 && starts && ends) {
      const double low = first == 0 ? -kInfinity : end_of(x[first], x[first - 1], constant);
      const double high = last + 1 == x.size() ? kInfinity : end_of(x[last], x[last + 1], constant);
      pieces.push_back({{low, high}, noise > 0.0 ? snapped(constant) : constant});
    }
    first = last + 1;
  }
  return pieces;
}

int infinite_limit(const RealFunction& function, double at, int side) {
  const int last = at == 0.0 ? 60 : 34;
  std::vector<double> values;
  for (int k = 8; k <= last; ++k) {
    values.push_back(function(at + side * std::ldexp(size_of(at), -k)));
    if (std::isnan(values.back())) return 0;
    if (std::isinf(values.back())) return values.back() > 0 ? 1 : -1;
  }
  // Halving the distance adds as much again, as for a logarithm, or more.
  double before = 0.0;
  for (std::size_t k = values.size() - 8; k < values.size(); ++k) {
    const double step = values[k] - values[k - 1];
    if (!(step * values[k] > 0.0) || !(std::abs(step) > 1e-9 * std::abs(values[k]))) return 0;
    if (!(std::abs(step) > 0.98 * std::abs(before))) return 0;
    before = step;
  }
  return values.back() > 0 ? 1 : -1;
}

}  // namespace actlab::formula
