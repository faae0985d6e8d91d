#include "core/formula/shape_samples.h"

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

}  // namespace

double snapped(double x) {
  const double few = std::round(x * 1e6) / 1e6;
  return std::abs(few - x) < 1e-9 ? (few == 0.0 ? 0.0 : few) : x;
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
    if (!stands_out(samples.slope, i) && !stands_out(samples.value, i)) continue;
    const Interval at = narrowed({samples.x[i], samples.x[i + 1]}, value, derivative);
    const double x = snapped(0.5 * (at.low + at.high));
    // A little outside: the value on the kink itself may be pinned to neither side's.
    const double below = value(at.low - 1e-10);
    const double above = value(at.high + 1e-10);
    const double slope_below = derivative(at.low - 1e-10);
    const double slope_above = derivative(at.high + 1e-10);
    if (!(std::abs(below) < 1e9 && std::abs(above) < 1e9)) {
      kinks.push_back({BreakKind::pole, x, below, above});
    } else if (std::abs(above - below) > 1e-6 * size_of(below)) {
      kinks.push_back({BreakKind::jump, x, below, above});
    } else if (!(std::abs(slope_above - slope_below) <= 1e-6 * size_of(slope_below))) {
      kinks.push_back({BreakKind::corner, x, slope_below, slope_above});
    }
  }
  return kinks;
}

std::vector<FlatPiece> find_flat_pieces(const std::vector<Breakpoint>& kinks,
                                        const RealFunction& value, const RealFunction& derivative) {
  std::vector<FlatPiece> pieces;
  for (std::size_t i = 0; i <= kinks.size(); ++i) {
    const double low = i == 0 ? -kInfinity : kinks[i - 1].x;
    const double high = i == kinks.size() ? kInfinity : kinks[i].x;
    const double from = std::isfinite(low) ? low : (std::isfinite(high) ? high : 0.0) - 2.0;
    const double to = std::isfinite(high) ? high : from + 2.0;
    const double middle = value(0.5 * (from + to));
    const auto flat_at = [&](double share) {
      const double x = from + share * (to - from);
      return value(x) == middle && derivative(x) == 0.0;
    };
    // Shares near no end and no middle: a derivative that vanishes by symmetry is not flat.
    const bool flat =
        flat_at(0.011) && flat_at(0.137) && flat_at(0.391) && flat_at(0.743) && flat_at(0.987);
    if (flat) pieces.push_back({{low, high}, middle});
  }
  return pieces;
}

}  // namespace actlab::formula
