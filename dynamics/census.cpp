#include <actlab/dynamics/census.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/dynamics/in_chunks.h>
#include <actlab/dynamics/statistics.h>

namespace actlab::dynamics {
namespace {

constexpr std::int64_t kChunkFloats = 1 << 16;

}  // namespace

Census::Census(std::int64_t units, const SlopeScale& slopes) : slopes_(slopes) {
  counts_.flat.assign(static_cast<std::size_t>(units), 0);
  counts_.flat_bounded = counts_.flat;
}

void Census::Counts::merge(const Counts& other) {
  slope_squares += other.slope_squares;
  rows += other.rows;
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
  const std::int64_t rows = units() > 0 ? z.elements() / units() : 0;
  const std::int64_t chunk =
      std::max<std::int64_t>(1, kChunkFloats / std::max(units(), std::int64_t{1}));
  Counts empty;
  empty.flat.assign(counts_.flat.size(), 0);
  empty.flat_bounded = empty.flat;
  counts_.slope_squares += dot(slope.values(), slope.values());
  counts_.merge(summed_in_chunks(
      rows, chunk, empty, [&](Counts& counts, std::int64_t begin, std::int64_t end) {
        add_rows(counts, z.data() + begin * units(), slope.data() + begin * units(), end - begin);
      }));
}

void Census::add_rows(Counts& counts, const float* z, const float* slope, std::int64_t rows) const {
  const auto limit = static_cast<float>(kFlatSlope * slopes_.limit);
  const std::int32_t left = slopes_.bounded_left ? 1 : 0, right = slopes_.bounded_right ? 1 : 0;
  const std::size_t width = counts.flat.size();
  std::vector<std::int32_t> flat(width, 0), bounded(width, 0);
  for (std::int64_t row = 0; row < rows; ++row, z += width, slope += width) {
    for (std::size_t u = 0; u < width; ++u) {
      const std::int32_t is_flat = std::abs(slope[u]) < limit ? 1 : 0;
      flat[u] += is_flat;
      bounded[u] += is_flat & (z[u] < 0.0f ? left : right);
    }
  }
  for (std::size_t u = 0; u < width; ++u) {
    counts.flat[u] += flat[u];
    counts.flat_bounded[u] += bounded[u];
  }
  counts.rows += rows;
}

double Census::slope_square() const {
  return counts_.slope_squares / static_cast<double>(counts_.rows * units());
}

double Census::flat_share() const {
  std::int64_t flat = 0;
  for (const std::int64_t count : counts_.flat) flat += count;
  return static_cast<double>(flat) / static_cast<double>(counts_.rows * units());
}

std::vector<bool> Census::dead() const {
  std::vector<bool> dead;
  for (const std::int64_t count : counts_.flat) {
    dead.push_back(counts_.rows > 0 && count == counts_.rows);
  }
  return dead;
}

std::int64_t Census::saturated() const {
  const double most = kSaturatedShare * static_cast<double>(counts_.rows);
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
