#include <actlab/core/formula/analysis/analysis.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <actlab/core/formula/analysis/roots.h>
#include <actlab/core/formula/analysis/special_points.h>

namespace actlab::formula {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

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
    const double noise = kRoundingNoise * size;
    rises = rises || now - before > noise;
    falls = falls || before - now > noise;
  }
  if (!any) return Trend::undefined;
  if (rises && falls) return Trend::both;
  if (rises) return flat.empty() ? Trend::rising : Trend::not_falling;
  if (falls) return flat.empty() ? Trend::falling : Trend::not_rising;
  return Trend::constant;
}

struct Candidate {
  double x;
  double value;
};

// One function with all that its extremes depend on.
struct Curve {
  const std::vector<double>& x;
  std::vector<double> values;
  RealFunction function;
  RealFunction derivative;
  std::vector<FlatPiece> flat;
  std::vector<Candidate> edges;  // values just left and right of kinks
  Tail left;
  Tail right;
};

// The lowest point near sample i. Golden section finds x to about 1e-8 only; the change of sign of
// the derivative finds it to the last digit.
Candidate refined(const Curve& curve, std::size_t i) {
  const double low = i == 0 ? curve.x[i] : curve.x[i - 1];
  const double high = i + 1 == curve.x.size() ? curve.x[i] : curve.x[i + 1];
  double best = curve.x[i];
  const auto consider = [&](double at) {
    if (curve.function(at) <= curve.function(best)) best = at;
  };
  consider(lowest_inside(low, high, curve.function));
  if (curve.derivative(low) < 0.0 && curve.derivative(high) > 0.0) {
    consider(border(low, high, [&](double at) { return curve.derivative(at) < 0.0; }));
  }
  consider(rounded(best));
  return {best, curve.function(best)};
}

// The lowest of all samples, refined; of several equally low ones the nearest to zero. NaN where
// there is no finite value.
Candidate lowest_point(const Curve& curve) {
  const std::vector<double>& values = curve.values;
  std::size_t best = values.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool lower = best == values.size() || values[i] < values[best];
    if (std::isfinite(values[i]) && lower) best = i;
  }
  if (best == values.size()) return {0.0, NAN};
  Candidate lowest = refined(curve, best);
  std::size_t nearest = best;
  for (std::size_t i = 1; i + 1 < values.size(); ++i) {
    const bool valley = values[i] <= values[i - 1] && values[i] <= values[i + 1];
    const bool as_low = values[i] <= values[best] + 1e-5 * (1.0 + std::abs(values[best]));
    if (valley && as_low && std::abs(curve.x[i]) < std::abs(curve.x[nearest])) nearest = i;
  }
  const Candidate other = refined(curve, nearest);
  if (other.value <= lowest.value + 1e-12 * (1.0 + std::abs(lowest.value))) lowest = other;
  for (const Candidate& edge : curve.edges) {
    if (edge.value <= lowest.value + 1e-9 * (1.0 + std::abs(lowest.value))) lowest = edge;
  }
  return lowest;
}

bool has_limit(const Tail& tail) {
  return tail.kind == TailKind::limit || tail.kind == TailKind::constant;
}

Extremum find_minimum(const Curve& curve) {
  if (!is_known(curve.left) || !is_known(curve.right)) return {.kind = ExtremumKind::not_known};
  if (unbounded_below(curve.left)) return {.kind = ExtremumKind::unbounded, .direction = -1};
  if (unbounded_below(curve.right)) return {.kind = ExtremumKind::unbounded, .direction = 1};
  const Candidate lowest = lowest_point(curve);
  if (std::isnan(lowest.value)) return {};
  if (lowest.value < -1e300 || (lowest.value < -1e8 && !curve.edges.empty())) {
    return {.kind = ExtremumKind::unbounded, .x = lowest.x};
  }
  for (const FlatPiece& piece : curve.flat) {
    if (piece.value <= lowest.value) {
      return {.kind = ExtremumKind::flat, .value = piece.value, .where = piece.where};
    }
  }
  const double close = 1e-12 * std::max(1.0, std::abs(lowest.value));
  const auto above = [&](double at) { return curve.function(at) > lowest.value + close; };
  const bool valley = above(lowest.x - 0.01) && above(lowest.x + 0.01);
  for (const Tail* tail : {&curve.left, &curve.right}) {
    const bool as_low = has_limit(*tail) && tail->limit <= lowest.value + close && tail->side > 0;
    if (as_low && !(valley && tail->limit >= lowest.value)) {
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

Extremum find_maximum(const Curve& curve) {
  Curve mirrored{curve.x,
                 curve.values,
                 [&](double x) { return -curve.function(x); },
                 [&](double x) { return -curve.derivative(x); },
                 curve.flat,
                 curve.edges,
                 negated(curve.left),
                 negated(curve.right)};
  for (double& value : mirrored.values) value = -value;
  for (FlatPiece& piece : mirrored.flat) piece.value = -piece.value;
  for (Candidate& edge : mirrored.edges) edge.value = -edge.value;
  Extremum result = find_minimum(mirrored);
  result.value = result.value == 0.0 ? 0.0 : -result.value;
  return result;
}

// What a function comes close to on both sides of the kinks at which it jumps.
std::vector<Candidate> edges_of(const std::vector<Breakpoint>& kinks,
                                const RealFunction& function) {
  std::vector<Candidate> edges;
  for (const Breakpoint& kink : kinks) {
    const double nearest = kink.kind == BreakKind::pole ? 1e-12 : 1e-10;
    for (const double x : {kink.x - nearest, kink.x + nearest}) {
      if (!std::isnan(function(x))) edges.push_back({kink.x, function(x)});
    }
  }
  return edges;
}

// The points at which value and slope are known, or known to be undefined.
Samples known_samples(const MeasuredFunction& f, const MeasuredFunction& slope_of_f) {
  Samples samples;
  for (const double x : sample_points()) {
    const Measured value = f(x);
    const Measured slope = std::isnan(value.value) ? value : slope_of_f(x);
    const auto known = [](const Measured& m) { return m.known() || m.error == 0.0; };
    if (!known(value) || !known(slope)) continue;
    samples.x.push_back(x);
    samples.value.push_back(value.value);
    samples.slope.push_back(slope.value);
  }
  return samples;
}

// What no sample sees: a slope that grows without end towards a point, as of sqrt(|x|) at 0.
void add_infinite_slopes(CurveShape& shape, const RealFunction& derivative,
                         const std::vector<double>& critical) {
  for (const double at : critical) {
    const int left = infinite_limit(derivative, at, -1);
    const int right = infinite_limit(derivative, at, 1);
    for (const int side : {left, right}) {
      if (side != 0) {
        (side > 0 ? shape.highest_slope : shape.lowest_slope) = {.kind = ExtremumKind::unbounded,
                                                                 .x = at};
      }
    }
    const auto there = std::ranges::find_if(
        shape.kinks, [&](const Breakpoint& kink) { return std::abs(kink.x - at) < 1e-9; });
    if (there != shape.kinks.end() && there->kind == BreakKind::corner) {
      if (left != 0) there->left = left * kInfinity;
      if (right != 0) there->right = right * kInfinity;
    } else if (there == shape.kinks.end() && left != 0 && right != 0) {
      shape.kinks.push_back({BreakKind::corner, at, left * kInfinity, right * kInfinity});
    }
  }
  std::ranges::sort(shape.kinks, {}, &Breakpoint::x);
}

// `even`: where the slope is constant.
void find_tails(CurveShape& shape, const MeasuredFunction& f, const MeasuredFunction& slope_of_f,
                const std::vector<FlatPiece>& even) {
  const MeasuredFunction slope_where_defined = [&](double x) {
    return std::isnan(f(x).value) ? f(x) : slope_of_f(x);
  };
  shape.left = find_tail(-1, f, shape.flat);
  shape.right = find_tail(1, f, shape.flat);
  shape.slope_left = find_tail(-1, slope_where_defined, even);
  shape.slope_right = find_tail(1, slope_where_defined, even);
  const bool known = is_known(shape.left) && is_known(shape.right);
  if (!known && shape.trend != Trend::both) shape.trend = Trend::not_known;
}

void find_extremes(CurveShape& shape, const Samples& samples, const RealFunction& value,
                   const RealFunction& derivative, const std::vector<FlatPiece>& even) {
  // The slope's own slope, where it is asked for, is only a direction: a difference will do.
  const RealFunction bend = [&](double x) {
    const double h = 1e-6 * std::max(1.0, std::abs(x));
    return (derivative(x + h) - derivative(x - h)) / (2 * h);
  };
  const Curve curve{samples.x,  samples.value, value,
                    derivative, shape.flat,    edges_of(shape.kinks, value),
                    shape.left, shape.right};
  shape.minimum = find_minimum(curve);
  shape.maximum = find_maximum(curve);
  const Curve slope{
      samples.x,        samples.slope,    derivative, bend, even, edges_of(shape.kinks, derivative),
      shape.slope_left, shape.slope_right};
  shape.lowest_slope = find_minimum(slope);
  shape.highest_slope = find_maximum(slope);
}

}  // namespace

CurveShape analyse(const MeasuredFunction& f, const MeasuredFunction& slope_of_f,
                   const std::vector<double>& critical) {
  CurveShape shape;
  const RealFunction value = [&](double x) { return f(x).value; };
  // The formula of a derivative may have values where f has none, as 1 / x for log(x).
  const RealFunction derivative = [&](double x) {
    return std::isnan(value(x)) ? value(x) : slope_of_f(x).value;
  };
  const Samples samples = known_samples(f, slope_of_f);
  shape.undefined = undefined_intervals(samples, value, derivative);
  shape.kinks = find_kinks(samples, value, derivative);
  shape.flat = find_flat_pieces(samples.x, value);
  shape.trend = find_trend(samples, shape.flat);
  const std::vector<FlatPiece> even = find_flat_pieces(samples.x, derivative);
  find_tails(shape, f, slope_of_f, even);
  find_extremes(shape, samples, value, derivative, even);
  add_infinite_slopes(shape, derivative, critical);

  std::vector<double> edges;
  for (const Interval& interval : shape.undefined) {
    edges.insert(edges.end(), {interval.low, interval.high});
  }
  const RealFunction above_x = [&](double x) { return value(x) - x; };
  const RealFunction noise = [&](double x) { return f(x).error; };
  shape.zeros = find_roots(samples.x, edges, shape.flat, value, noise);
  shape.fixed_points = find_roots(
      samples.x, edges, find_flat_pieces(samples.x, above_x, kRoundingNoise), above_x, noise);
  return shape;
}

CurveShape analyse(const RealFunction& value, const RealFunction& derivative) {
  return analyse(
      [&](double x) {
        return Measured{value(x), 0.0};
      },
      [&](double x) {
        return Measured{derivative(x), 0.0};
      },
      {});
}

double largest_slope(const CurveShape& shape) {
  const auto is_finite = [](const Extremum& e) {
    return e.kind != ExtremumKind::unbounded && e.kind != ExtremumKind::undefined;
  };
  if (is_finite(shape.lowest_slope) && is_finite(shape.highest_slope) &&
      (shape.lowest_slope.kind == ExtremumKind::not_known ||
       shape.highest_slope.kind == ExtremumKind::not_known)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (!is_finite(shape.lowest_slope) || !is_finite(shape.highest_slope)) return kInfinity;
  return std::max(std::abs(shape.lowest_slope.value), std::abs(shape.highest_slope.value));
}

}  // namespace actlab::formula
