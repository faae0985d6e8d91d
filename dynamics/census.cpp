#include <actlab/dynamics/census.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/dynamics/in_chunks.h>
#include <actlab/dynamics/statistics.h>

namespace actlab::dynamics {
namespace {

// How flat places are told, as numbers that a loop can hold.
struct Judge {
  float limit;
  std::int32_t left, right;  // 1 where f is bounded on that side
};

// Counts those of a row, or a part of one: a place a unit.
void count_flat(const Judge judge, std::span<const float> z, std::span<const float> slope,
                std::int32_t* flat, std::int32_t* bounded) {
  for (std::size_t i = 0; i < z.size(); ++i) {
    const std::int32_t is_flat = std::abs(slope[i]) < judge.limit ? 1 : 0;
    flat[i] += is_flat;
    bounded[i] += is_flat & (z[i] < 0.0f ? judge.left : judge.right);
  }
}

}  // namespace

Census::Census(std::int64_t units, const SlopeScale& slopes) : slopes_(slopes) {
  counts_.flat.assign(static_cast<std::size_t>(units), 0);
  counts_.flat_bounded = counts_.flat;
}

void Census::Counts::merge(const Counts& other) {
  slope_squares += other.slope_squares;
  places += other.places;
  for (std::size_t u = 0; u < flat.size(); ++u) {
    flat[u] += other.flat[u];
    flat_bounded[u] += other.flat_bounded[u];
  }
}

void Census::add(const Tensor& z, const Tensor& slope) {
  if (z.rank() == 0 || z.size(-1) != units() || !(z.shape() == slope.shape())) {
    throw Error(text("[census] z and its slopes must be [..., ", units(), "]: got ", z.shape(),
                     " and ", slope.shape()));
  }
  merge(summed_in_chunks(
      z.elements(), kSumChunk, Census(units(), slopes_),
      [&](Census& sum, std::int64_t begin, std::int64_t end) {
        const auto count = static_cast<std::size_t>(end - begin);
        sum.add(begin % units(), {z.data() + begin, count}, {slope.data() + begin, count});
      }));
}

void Census::add(std::int64_t first_unit, std::span<const float> z, std::span<const float> slope) {
  const std::size_t width = counts_.flat.size();
  const Judge judge{static_cast<float>(kFlatSlope * slopes_.limit), slopes_.bounded_left ? 1 : 0,
                    slopes_.bounded_right ? 1 : 0};
  std::vector<std::int32_t> flat(width, 0), bounded(width, 0);
  auto unit = static_cast<std::size_t>(first_unit);
  for (std::size_t at = 0; at < z.size(); unit = 0) {
    const std::size_t count = std::min(width - unit, z.size() - at);
    count_flat(judge, z.subspan(at, count), slope.subspan(at, count), flat.data() + unit,
               bounded.data() + unit);
    at += count;
  }
  for (std::size_t u = 0; u < width; ++u) {
    counts_.flat[u] += flat[u];
    counts_.flat_bounded[u] += bounded[u];
  }
  counts_.places += std::ssize(z);
  counts_.slope_squares += dot(slope, slope);
}

double Census::slope_square() const {
  return counts_.slope_squares / static_cast<double>(counts_.places);
}

double Census::flat_share() const {
  std::int64_t flat = 0;
  for (const std::int64_t count : counts_.flat) flat += count;
  return static_cast<double>(flat) / static_cast<double>(counts_.places);
}

std::vector<bool> Census::dead() const {
  std::vector<bool> dead;
  for (const std::int64_t count : counts_.flat) {
    dead.push_back(counts_.places > 0 && count == places());
  }
  return dead;
}

std::int64_t Census::saturated() const {
  const double most = kSaturatedShare * static_cast<double>(places());
  return std::ranges::count_if(
      counts_.flat_bounded, [&](std::int64_t count) { return static_cast<double>(count) > most; });
}

Changes changes(const std::vector<bool>& dead_before, const std::vector<bool>& dead_now) {
  Changes result;
  for (std::size_t u = 0; u < dead_now.size() && u < dead_before.size(); ++u) {
    if (dead_now[u] && !dead_before[u]) ++result.died;
    if (dead_before[u] && !dead_now[u]) ++result.revived;
  }
  return result;
}

}  // namespace actlab::dynamics
