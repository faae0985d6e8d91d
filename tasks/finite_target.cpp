#include <actlab/tasks/finite_target.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/datasets/csv.h>

namespace actlab::tasks {
namespace {

using formula::Interval;
using formula::RealFunction;

constexpr std::size_t kCells = 10'000;
constexpr std::size_t kBends = 60;  // that are looked at closely
constexpr int kZooms = 12;          // each eight times closer

std::vector<double> places_of(const Interval& range) {
  std::vector<double> places;
  for (std::size_t i = 0; i <= kCells; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(kCells);
    places.push_back(range.low * (1.0 - part) + range.high * part);
  }
  if (range.low < 0.0 && range.high > 0.0) places.push_back(0.0);
  std::ranges::sort(places);
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

// Numbers beside x that agree, as far as the range reaches: 0 / 0 that is a number all around.
bool is_hole(const RealFunction& function, const Interval& range, double x) {
  const double step = 1e-9 * (range.high - range.low);
  std::vector<double> beside;
  for (const double at : {x - 2.0 * step, x - step, x + step, x + 2.0 * step}) {
    if (at >= range.low && at <= range.high) beside.push_back(function(at));
  }
  const auto is_number = [](double value) { return std::isfinite(value); };
  if (!std::ranges::all_of(beside, is_number)) return false;
  const auto [least, most] = std::ranges::minmax(beside);
  return most - least <= 1e-3 * (1.0 + std::abs(most));
}

// Why f(x) cannot be learned; empty where it can.
std::string fault_at(const RealFunction& function, const Interval& range, double x, double value) {
  if (std::abs(value) <= datasets::kLargestCsvNumber) return {};
  if (std::isnan(value)) {
    return is_hole(function, range, x) ? std::string() : text("not defined at x = ", x);
  }
  return text(std::isinf(value) ? "infinite" : "beyond 1e30", " at x = ", x);
}

// Climbs, in the direction of `sign`, ever closer to where the function is furthest that way
// between low and high. At a pole, and at a logarithm's, the climb does not end.
std::string climbed(const RealFunction& function, const Interval& range, Interval at, double sign) {
  constexpr std::size_t kParts = 16;
  std::vector<double> peaks;
  double peak_at = at.low;
  for (int zoom = 0; zoom < kZooms; ++zoom) {
    const double step = (at.high - at.low) / static_cast<double>(kParts);
    double peak = -HUGE_VAL;
    for (std::size_t i = 0; i <= kParts; ++i) {
      const double x = at.low + static_cast<double>(i) * step;
      const double value = function(x);
      if (std::isnan(value)) continue;
      if (std::string why = fault_at(function, range, x, value); !why.empty()) return why;
      if (sign * value > peak) peak = sign * value, peak_at = x;
    }
    peaks.push_back(peak);
    at = {std::max(range.low, peak_at - step), std::min(range.high, peak_at + step)};
    if (!(step > 4e-16 * (1.0 + std::abs(peak_at)))) break;  // numbers end here
  }
  // Twice as near by eight, and each time higher by a good part of all that the climb has made.
  const std::size_t last = peaks.size() - 1;
  const double early = peaks[last / 3], middle = peaks[2 * last / 3], late = peaks[last];
  const double scale = 0.05 * (1.0 + std::abs(early));
  if (middle - early > scale && late - middle > 0.7 * (middle - early)) {
    return text("unbounded near x = ", peak_at);
  }
  return {};
}

// Both ends, and the inner points at which the curve bends most, higher or lower than on both
// sides.
std::vector<std::size_t> sharpest(const std::vector<double>& values) {
  std::vector<std::size_t> bends;
  const auto bend = [&](std::size_t i) {
    return std::abs(values[i - 1] - 2.0 * values[i] + values[i + 1]);
  };
  for (std::size_t i = 1; i + 1 < values.size(); ++i) {
    const double from_left = values[i] - values[i - 1], from_right = values[i] - values[i + 1];
    if (from_left * from_right > 0.0) bends.push_back(i);
  }
  const std::size_t count = std::min(kBends, bends.size());
  std::ranges::partial_sort(bends, bends.begin() + static_cast<std::ptrdiff_t>(count),
                            std::ranges::greater(), bend);
  bends.resize(count);
  bends.insert(bends.end(), {0, values.size() - 1});
  return bends;
}

}  // namespace

std::string where_not_finite(const RealFunction& function, const Interval& range) {
  const std::vector<double> places = places_of(range);
  std::vector<double> values;
  for (const double x : places) {
    values.push_back(function(x));
    if (std::string why = fault_at(function, range, x, values.back()); !why.empty()) return why;
  }
  for (const std::size_t i : sharpest(values)) {
    const std::size_t before = i == 0 ? 0 : i - 1, after = std::min(i + 1, places.size() - 1);
    const double sign = values[i] > values[i == 0 ? after : before] ? 1.0 : -1.0;
    const Interval around{places[before], places[after]};
    if (std::string why = climbed(function, range, around, sign); !why.empty()) return why;
  }
  return {};
}

}  // namespace actlab::tasks
