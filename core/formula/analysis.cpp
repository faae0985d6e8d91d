#include "core/formula/analysis.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <limits>

namespace actlab::formula {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Splits [low, high], where inside(low) differs from inside(high), down to the border.
template <class Predicate>
double border(double low, double high, const Predicate& inside) {
  const bool at_low = inside(low);
  for (int i = 0; i < 100; ++i) {
    const double middle = 0.5 * (low + high);
    if (middle <= std::min(low, high) || middle >= std::max(low, high)) break;
    (inside(middle) == at_low ? low : high) = middle;
  }
  return snapped(0.5 * (low + high));
}

std::vector<Interval> undefined_intervals(const Samples& samples, const RealFunction& value,
                                          const RealFunction& derivative) {
  // Beyond the range of double a value is infinite without being undefined.
  const auto defined = [&](double x) {
    return !std::isnan(value(x)) && !std::isnan(derivative(x));
  };
  std::vector<Interval> result;
  bool before = true;
  for (std::size_t i = 0; i < samples.x.size(); ++i) {
    const bool now = !std::isnan(samples.value[i]) && !std::isnan(samples.slope[i]);
    if (now == before) continue;
    const double edge = i == 0 ? -kInfinity : border(samples.x[i - 1], samples.x[i], defined);
    if (before) {
      result.push_back({edge, kInfinity});
    } else {
      result.back().high = edge;
    }
    before = now;
  }
  return result;
}

Trend find_trend(const Samples& samples, const std::vector<FlatPiece>& flat) {
  bool rises = false;
  bool falls = false;
  bool any = false;
  for (std::size_t i = 1; i < samples.x.size(); ++i) {
    const double before = samples.value[i - 1];
    const double now = samples.value[i];
    if (!std::isfinite(before) || !std::isfinite(now)) continue;
    any = true;
    const double size = std::max({std::abs(before), std::abs(now), std::abs(samples.x[i])});
    const double noise = 16 * DBL_EPSILON * size;
    rises = rises || now - before > noise;
    falls = falls || before - now > noise;
  }
  if (!any) return Trend::undefined;
  if (rises && falls) return Trend::both;
  if (rises) return flat.empty() ? Trend::rising : Trend::not_falling;
  if (falls) return flat.empty() ? Trend::falling : Trend::not_rising;
  return Trend::constant;
}

// The x of the lowest value in [low, high], by golden section: no derivative needed at a kink.
double lowest_inside(double low, double high, const RealFunction& value) {
  const double golden = 0.5 * (std::sqrt(5.0) - 1.0);
  double a = high - golden * (high - low);
  double b = low + golden * (high - low);
  double value_a = value(a);
  double value_b = value(b);
  for (int i = 0; i < 120 && high - low > 1e-15; ++i) {
    if (value_a <= value_b) {
      high = b;
      b = a;
      value_b = value_a;
      a = high - golden * (high - low);
      value_a = value(a);
    } else {
      low = a;
      a = b;
      value_a = value_b;
      b = low + golden * (high - low);
      value_b = value(b);
    }
  }
  return 0.5 * (low + high);
}

// What golden section finds is known to about 1e-8: a number with few decimals there is likelier.
double rounded(double x) {
  const double few = std::round(x * 1e6) / 1e6;
  return std::abs(few - x) < 1e-7 ? few + 0.0 : x;
}

struct Candidate {
  double x;
  double value;
};

// The lowest point near sample i. Golden section finds x to about 1e-8 only; the change of sign of
// the derivative finds it to the last digit.
Candidate refined(const std::vector<double>& x, std::size_t i, const RealFunction& value,
                  const RealFunction& derivative) {
  const double low = i == 0 ? x[i] : x[i - 1];
  const double high = i + 1 == x.size() ? x[i] : x[i + 1];
  double best = x[i];
  const auto consider = [&](double at) {
    if (value(at) <= value(best)) best = at;
  };
  consider(lowest_inside(low, high, value));
  if (derivative(low) < 0.0 && derivative(high) > 0.0) {
    consider(border(low, high, [&](double at) { return derivative(at) < 0.0; }));
  }
  consider(rounded(best));
  return {best, value(best)};
}

// The lowest of all samples, refined; of several equally low ones the nearest to zero.
Candidate lowest_sample(const std::vector<double>& x, const std::vector<double>& values,
                        const RealFunction& value, const RealFunction& derivative) {
  std::size_t best = x.size();
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isfinite(values[i]) && (best == x.size() || values[i] < values[best])) best = i;
  }
  if (best == x.size()) return {0.0, NAN};
  const Candidate lowest = refined(x, best, value, derivative);
  std::size_t nearest = best;
  for (std::size_t i = 1; i + 1 < x.size(); ++i) {
    const bool valley = values[i] <= values[i - 1] && values[i] <= values[i + 1];
    const bool as_low = values[i] <= values[best] + 1e-5 * (1.0 + std::abs(values[best]));
    if (valley && as_low && std::abs(x[i]) < std::abs(x[nearest])) nearest = i;
  }
  const Candidate other = refined(x, nearest, value, derivative);
  return other.value <= lowest.value + 1e-12 * (1.0 + std::abs(lowest.value)) ? other : lowest;
}

struct Ends {
  const Tail& left;
  const Tail& right;
};

bool has_limit(const Tail& tail) {
  return tail.kind == TailKind::limit || tail.kind == TailKind::constant;
}

Extremum find_minimum(const Samples& samples, const std::vector<double>& values,
                      const std::vector<FlatPiece>& flat, const std::vector<Breakpoint>& kinks,
                      Ends ends, const RealFunction& value, const RealFunction& derivative) {
  if (unbounded_below(ends.left)) return {.kind = ExtremumKind::unbounded, .direction = -1};
  if (unbounded_below(ends.right)) return {.kind = ExtremumKind::unbounded, .direction = 1};
  for (const Breakpoint& kink : kinks) {
    const bool deep = std::min(value(kink.x - 1e-12), value(kink.x + 1e-12)) < -1e9;
    if (kink.kind == BreakKind::pole && deep) return {.kind = ExtremumKind::unbounded, .x = kink.x};
  }
  const Candidate lowest = lowest_sample(samples.x, values, value, derivative);
  if (std::isnan(lowest.value)) return {};
  if (std::isinf(lowest.value)) return {.kind = ExtremumKind::unbounded, .x = lowest.x};
  for (const FlatPiece& piece : flat) {
    if (piece.value <= lowest.value) {
      return {.kind = ExtremumKind::flat, .value = piece.value, .where = piece.where};
    }
  }
  for (const Tail* tail : {&ends.left, &ends.right}) {
    const double close = 1e-12 * std::max(1.0, std::abs(lowest.value));
    if (has_limit(*tail) && tail->limit <= lowest.value + close && tail->side > 0) {
      return {.kind = ExtremumKind::approached, .value = tail->limit, .direction = tail->direction};
    }
  }
  return {.kind = ExtremumKind::attained, .value = lowest.value, .x = lowest.x};
}

Tail negated(Tail tail) {
  tail.sign = -tail.sign;
  tail.side = -tail.side;
  tail.limit = -tail.limit;
  return tail;
}

Extremum find_maximum(const Samples& samples, std::vector<double> values,
                      std::vector<FlatPiece> flat, const std::vector<Breakpoint>& kinks, Ends ends,
                      const RealFunction& value, const RealFunction& derivative) {
  for (double& v : values) v = -v;
  for (FlatPiece& piece : flat) piece.value = -piece.value;
  const Tail left = negated(ends.left);
  const Tail right = negated(ends.right);
  Extremum result = find_minimum(
      samples, values, flat, kinks, {left, right}, [&](double x) { return -value(x); },
      [&](double x) { return -derivative(x); });
  result.value = result.value == 0.0 ? 0.0 : -result.value;
  return result;
}

// Changes of sign, places where the function touches zero, and `edges`, where its domain ends.
// What is smaller than rounding of x can make it counts as zero.
Roots find_roots(const std::vector<double>& x, const std::vector<double>& edges,
                 const RealFunction& value) {
  constexpr double kNoise = 16 * DBL_EPSILON;
  Roots roots;
  for (const FlatPiece& piece : find_flat_pieces(x, value, kNoise)) {
    if (piece.value == 0.0) roots.pieces.push_back(piece.where);
  }
  const auto add = [&](double at) {
    if (std::abs(value(rounded(at))) <= std::abs(value(at)) || std::abs(at) < 1e-12)
      at = rounded(at);
    const bool known = std::any_of(roots.points.begin(), roots.points.end(),
                                   [&](double root) { return std::abs(root - at) < 1e-7; });
    const bool inside = std::any_of(roots.pieces.begin(), roots.pieces.end(), [&](Interval piece) {
      return at > piece.low - 1e-7 && at < piece.high + 1e-7;
    });
    if (!known && !inside && std::abs(value(at)) < 1e-9) roots.points.push_back(at);
  };
  std::vector<double> values;
  for (const double point : x) {
    const double y = value(point);
    values.push_back(std::abs(y) <= kNoise * std::abs(point) ? 0.0 : y);
  }
  for (std::size_t i = 1; i + 1 < x.size(); ++i) {
    if (std::abs(x[i]) > 20.0) continue;
    const double now = std::abs(values[i]);
    if (values[i - 1] * values[i] < 0.0) {
      add(border(x[i - 1], x[i], [&](double at) { return value(at) < 0.0; }));
    } else if (now == 0.0 && values[i - 1] != 0.0) {
      // Around a root of high order a short piece is as good as zero; a long one is a curve that
      // comes ever closer to zero, as gelu(x) - x does.
      std::size_t last = i;
      while (last + 1 < x.size() && values[last + 1] == 0.0) ++last;
      if (x[last] - x[i] < 1.0) add(0.5 * (x[i] + x[last]));
    } else if (now < 1e-3 && now < std::abs(values[i - 1]) && now <= std::abs(values[i + 1])) {
      const double at =
          lowest_inside(x[i - 1], x[i + 1], [&](double point) { return std::abs(value(point)); });
      // A valley of rounding only is no deeper between the points than at them.
      if (std::abs(value(at)) < 0.01 * std::abs(values[i - 1])) add(at);
    }
  }
  for (const double edge : edges) {
    if (std::isfinite(edge)) add(edge);
  }
  std::sort(roots.points.begin(), roots.points.end());
  return roots;
}

}  // namespace

CurveShape analyse(const RealFunction& value, const RealFunction& derivative) {
  CurveShape shape;
  const Samples samples = sample(value, derivative);
  shape.undefined = undefined_intervals(samples, value, derivative);
  shape.kinks = find_kinks(samples, value, derivative);
  shape.flat = find_flat_pieces(samples.x, value);
  shape.trend = find_trend(samples, shape.flat);

  // The slope's own slope, where it is asked for, is only a direction: a difference will do.
  const RealFunction bend = [&](double x) {
    const double h = 1e-6 * std::max(1.0, std::abs(x));
    return (derivative(x + h) - derivative(x - h)) / (2 * h);
  };
  const std::vector<FlatPiece> even = find_flat_pieces(samples.x, derivative);
  shape.left = find_tail(-1, value, shape.flat);
  shape.right = find_tail(1, value, shape.flat);
  shape.slope_left = find_tail(-1, derivative, even);
  shape.slope_right = find_tail(1, derivative, even);

  const Ends ends{shape.left, shape.right};
  const Ends slope_ends{shape.slope_left, shape.slope_right};
  shape.minimum =
      find_minimum(samples, samples.value, shape.flat, shape.kinks, ends, value, derivative);
  shape.maximum =
      find_maximum(samples, samples.value, shape.flat, shape.kinks, ends, value, derivative);
  shape.lowest_slope =
      find_minimum(samples, samples.slope, even, shape.kinks, slope_ends, derivative, bend);
  shape.highest_slope =
      find_maximum(samples, samples.slope, even, shape.kinks, slope_ends, derivative, bend);
  std::vector<double> edges;
  for (const Interval& interval : shape.undefined) {
    edges.insert(edges.end(), {interval.low, interval.high});
  }
  shape.zeros = find_roots(samples.x, edges, value);
  shape.fixed_points = find_roots(samples.x, edges, [&](double x) { return value(x) - x; });
  return shape;
}

double largest_slope(const CurveShape& shape) {
  const auto is_finite = [](const Extremum& e) {
    return e.kind != ExtremumKind::unbounded && e.kind != ExtremumKind::undefined;
  };
  if (!is_finite(shape.lowest_slope) || !is_finite(shape.highest_slope)) return kInfinity;
  return std::max(std::abs(shape.lowest_slope.value), std::abs(shape.highest_slope.value));
}

}  // namespace actlab::formula
