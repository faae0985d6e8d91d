#include <actlab/core/formula/analysis/tails.h>

#include <algorithm>
#include <cfloat>
#include <cmath>

namespace actlab::formula {
namespace {

constexpr int kLast = 30;  // the farthest value looked at is at 2^30

// The values at direction * 2^k, k = 0 .. kLast.
std::vector<double> far_values(int direction, const RealFunction& value) {
  std::vector<double> values;
  for (int k = 0; k <= kLast; ++k) values.push_back(value(direction * std::ldexp(1.0, k)));
  return values;
}

// Many values in a window of length 64 that starts at 2^k.
std::vector<double> window(int direction, int k, const RealFunction& value) {
  constexpr int kValues = 3200;
  std::vector<double> values;
  values.reserve(kValues);
  for (int i = 0; i < kValues; ++i) {
    values.push_back(value(direction * (std::ldexp(1.0, k) + 0.0199973 * i)));
  }
  return values;
}

struct Swing {
  double lowest;
  double highest;
  int turns;  // how often the values turn from rising to falling or back
};

Swing swing(const std::vector<double>& values) {
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  Swing result{*lowest, *highest, 0};
  // Steps that are only rounding are no steps.
  const double noise = 1e-12 * std::max(std::abs(*lowest), std::abs(*highest));
  int rising = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    const double step = values[i] - values[i - 1];
    if (!(std::abs(step) > noise)) continue;
    const int sign = step > 0 ? 1 : -1;
    if (rising != 0 && sign != rising) ++result.turns;
    rising = sign;
  }
  return result;
}

bool is_fast(const std::vector<double>& far, const RealFunction& value, Tail& tail) {
  // Infinite from some power of two on, before 2^12: a pole that is hit by chance is not meant.
  auto infinite = far.begin() + 12;
  if (!std::isinf(*infinite)) return false;
  while (infinite != far.begin() && std::isinf(*(infinite - 1))) --infinite;
  tail.kind = TailKind::fast;
  tail.sign = *infinite > 0 ? 1 : -1;
  double high = std::ldexp(1.0, static_cast<int>(infinite - far.begin()));
  double low = 0.0;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (std::abs(value(tail.direction * middle)) > FLT_MAX ? high : low) = middle;
  }
  tail.overflow = tail.direction * high;
  return true;
}

// Which side of the limit the last value stands on that can be told from it.
int side_of(const Tail& tail, const MeasuredFunction& function) {
  for (int k = kLast; k > -12; --k) {
    const Measured far = function(tail.direction * std::ldexp(1.0, k));
    const double difference = far.value - tail.limit;
    if (std::abs(difference) > std::max(4 * DBL_EPSILON * std::abs(tail.limit), far.error))
      return difference > 0 ? 1 : -1;
  }
  return 0;
}

bool has_limit(const std::vector<double>& far, const MeasuredFunction& function,
               const std::vector<FlatPiece>& flat, Tail& tail) {
  const RealFunction value = [&](double x) { return function(x).value; };
  const double last = far[kLast];
  const double size = std::max(1.0, std::abs(last));
  const double change = std::abs(last - far[20]);
  if (!(change < 1e-4 * size && change <= 0.1 * std::abs(far[20] - far[10]) + 1e-9 * size)) {
    return false;
  }
  const Swing swing20 = swing(window(tail.direction, 20, value));
  if (!(std::max(swing20.highest - last, last - swing20.lowest) < 1e-4 * size)) return false;
  tail.limit = snapped(last);
  const bool wavy = swing(window(tail.direction, 4, value)).turns > 6;
  tail.side = wavy ? 0 : side_of(tail, function);
  tail.kind = TailKind::limit;
  for (const FlatPiece& piece : flat) {
    const double end = tail.direction > 0 ? piece.where.high : piece.where.low;
    if (std::isinf(end)) tail.kind = TailKind::constant;
  }
  return true;
}

bool has_slope(const std::vector<double>& far, const RealFunction& value, Tail& tail) {
  const auto slope_at = [&](std::size_t k) {
    return tail.direction * (far[k + 1] - far[k]) / std::ldexp(1.0, static_cast<int>(k));
  };
  const double slope = slope_at(kLast - 1);
  if (!(std::abs(slope) > 1e-6 && std::abs(slope - slope_at(19)) < 1e-4 * std::abs(slope))) {
    return false;
  }
  tail.slope = std::abs(snapped(slope) - slope) < 1e-9 ? snapped(slope) : slope;
  const double few = std::round(slope * 1e4) / 1e4;
  if (std::abs(few - slope) < 1e-8) tail.slope = few;
  tail.kind = TailKind::slope;
  tail.sign = (tail.slope > 0) == (tail.direction > 0) ? 1 : -1;
  const auto offset = [&](double x) { return value(x) - tail.slope * x; };
  const Swing far_offset = swing(window(tail.direction, 16, offset));
  const double drift = std::abs(offset(tail.direction * 65536.0) - offset(tail.direction * 4096.0));
  if (far_offset.highest - far_offset.lowest < 1e-3 && drift < 1e-2) {
    tail.kind = TailKind::line;
    tail.offset = std::round(far_offset.lowest * 1e3) / 1e3;
    if (std::abs(tail.offset - far_offset.lowest) > 1e-4) tail.offset = far_offset.lowest;
  }
  return true;
}

bool oscillates(const RealFunction& value, Tail& tail) {
  const Swing near = swing(window(tail.direction, 10, value));
  const Swing far = swing(window(tail.direction, 14, value));
  if (near.turns < 4 || far.turns < 4) return false;
  tail.kind = TailKind::oscillation;
  tail.growing = far.highest - far.lowest > 1.5 * (near.highest - near.lowest);
  const double height = std::max(near.highest, far.highest) - std::min(near.lowest, far.lowest);
  const auto few = [&](double bound) {  // the windows see the bounds to about four digits
    const double unit = 1e-4 * std::pow(10.0, std::ceil(std::log10(height)));
    return std::round(bound / unit) * unit + 0.0;
  };
  tail.lowest = few(std::min(near.lowest, far.lowest));
  tail.highest = few(std::max(near.highest, far.highest));
  return true;
}

// From the last value that is finite.
void find_power(std::vector<double> far, Tail& tail) {
  while (!std::isfinite(far.back())) far.pop_back();
  const std::size_t last = far.size() - 1;
  const auto exponent_at = [&](std::size_t k) { return std::log2(std::abs(far[k + 1] / far[k])); };
  const double exponent = exponent_at(last - 1);
  const double before = exponent_at(last * 2 / 3);
  if (!std::isfinite(exponent) || !std::isfinite(before)) return;
  tail.sign = far[last] > 0 ? 1 : -1;
  if (exponent > 1e-3 && std::abs(exponent - before) < 1e-4) {
    tail.kind = TailKind::power;
    tail.exponent = std::round(exponent * 1e3) / 1e3;
    tail.coefficient = far[last] / std::exp2(tail.exponent * static_cast<double>(last));
    const double few = std::round(tail.coefficient * 1e4) / 1e4;
    if (std::abs(few - tail.coefficient) < 1e-6) tail.coefficient = few;
  } else if (exponent > 0.0) {
    tail.kind = TailKind::roughly;
    tail.exponent = exponent;
  } else {
    tail.kind = TailKind::limit;  // a slow way to zero
    tail.limit = 0.0;
    tail.side = tail.sign;
  }
}

bool grows(const Tail& tail) {
  return tail.kind == TailKind::line || tail.kind == TailKind::slope ||
         tail.kind == TailKind::power || tail.kind == TailKind::roughly ||
         tail.kind == TailKind::fast;
}

// Whether the value at x, far out, is as the tail says.
bool agrees(const Tail& tail, double x, double value) {
  switch (tail.kind) {
    case TailKind::constant:
    case TailKind::limit:
      return std::abs(value - tail.limit) < 1e-2 * std::max(1.0, std::abs(tail.limit));
    case TailKind::line:
    case TailKind::slope:
      return std::abs(value / x - tail.slope) < 1e-2 * std::abs(tail.slope);
    case TailKind::power:
      return std::abs(std::log2(value / tail.coefficient) -
                      tail.exponent * std::log2(std::abs(x))) < 1.0;
    default:
      return true;
  }
}

// Constants of a formula may lie beyond 2^30, as in min(x, 1e10).
bool holds_farther(const Tail& tail, const MeasuredFunction& function) {
  for (int k = kLast; k <= 120; k += 5) {
    const double x = tail.direction * std::ldexp(1.0, k);
    const Measured far = function(x);
    if (!far.known() || !std::isfinite(far.value)) continue;
    if (!agrees(tail, x, far.value)) return false;
  }
  if (tail.kind != TailKind::roughly) return true;
  const double far = function(tail.direction * 0x1p100).value;  // a logarithm goes on growing
  return !(std::abs(function(tail.direction * 0x1p120).value) < 1.005 * std::abs(far));
}

Tail near_tail(int direction, const MeasuredFunction& function,
               const std::vector<FlatPiece>& flat) {
  Tail tail;
  tail.direction = direction;
  const RealFunction value = [&](double x) { return function(x).value; };
  const std::vector<double> far = far_values(direction, value);
  if (is_fast(far, value, tail)) return tail;
  for (int k = 10; k <= kLast; ++k) {
    if (function(direction * std::ldexp(1.0, k)).known()) continue;
    tail.kind = TailKind::not_known;
    return tail;
  }
  if (std::any_of(far.begin() + 10, far.end(), [](double v) { return std::isnan(v); })) {
    tail.kind = TailKind::undefined;
    return tail;
  }
  if (!std::isfinite(far.back())) {
    find_power(far, tail);
    return tail;
  }
  if (has_limit(far, function, flat, tail) || has_slope(far, value, tail) ||
      oscillates(value, tail)) {
    return tail;
  }
  find_power(far, tail);
  return tail;
}

}  // namespace

Tail find_tail(int direction, const MeasuredFunction& function,
               const std::vector<FlatPiece>& flat) {
  Tail tail = near_tail(direction, function, flat);
  if (!holds_farther(tail, function)) tail.kind = TailKind::later;
  return tail;
}

bool is_known(const Tail& tail) {
  return tail.kind != TailKind::not_known && tail.kind != TailKind::later &&
         tail.kind != TailKind::unknown;
}

bool unbounded_below(const Tail& tail) { return tail.growing || (grows(tail) && tail.sign < 0); }

bool unbounded_above(const Tail& tail) { return tail.growing || (grows(tail) && tail.sign > 0); }

}  // namespace actlab::formula
