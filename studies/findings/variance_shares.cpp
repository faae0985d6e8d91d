#include <actlab/studies/findings/variance_shares.h>

#include <algorithm>
#include <cmath>
#include <map>

#include <actlab/core/base/error.h>
#include <actlab/studies/findings/student.h>

namespace actlab::studies {
namespace {

void check(std::span<const double> values, std::span<const Factor> factors) {
  const auto nan = std::ranges::find_if(values, [](double v) { return !std::isfinite(v); });
  if (nan != values.end()) {
    throw Error(text("[variance] value ", nan - values.begin(), " is not a number"));
  }
  for (const Factor& factor : factors) {
    if (factor.level_of.size() == values.size()) continue;
    throw Error(text("[variance] ", factor.name, " has ", factor.level_of.size(), " levels for ",
                     values.size(), " values"));
  }
}

double squares(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values) sum += value * value;
  return sum;
}

// Takes the mean of each level from its values; how far the largest of them moved.
double remove_means(std::vector<double>& left, const std::vector<std::size_t>& level_of) {
  const std::size_t levels = 1 + *std::ranges::max_element(level_of);
  std::vector<double> sums(levels), counts(levels);
  for (std::size_t i = 0; i < left.size(); ++i) {
    sums[level_of[i]] += left[i];
    counts[level_of[i]] += 1.0;
  }
  double moved = 0.0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const double mean = sums[level_of[i]] / counts[level_of[i]];
    left[i] -= mean;
    moved = std::max(moved, std::abs(mean));
  }
  return moved;
}

// What the effects of all factors but one leave over: factor after factor until nothing moves, the
// projection of von Neumann's alternating method.
double squares_left(std::vector<double> left, std::span<const Factor> factors,
                    const Factor* without) {
  constexpr int kMostRounds = 10000;
  const double scale = std::sqrt(squares(left) / static_cast<double>(left.size()));
  for (int round = 0; round < kMostRounds; ++round) {
    double moved = 0.0;
    for (const Factor& factor : factors) {
      if (&factor != without) moved = std::max(moved, remove_means(left, factor.level_of));
    }
    if (moved <= 1e-13 * scale) break;
  }
  return squares(left);
}

// About the means of the values that agree in all factors.
double squares_within_cells(std::vector<double> left, std::span<const Factor> factors) {
  std::map<std::vector<std::size_t>, std::size_t> cells;
  std::vector<std::size_t> cell_of;
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::vector<std::size_t> levels;
    for (const Factor& factor : factors) levels.push_back(factor.level_of[i]);
    cell_of.push_back(cells.try_emplace(levels, cells.size()).first->second);
  }
  remove_means(left, cell_of);
  return squares(left);
}

}  // namespace

std::vector<VarianceShare> variance_shares(std::span<const double> values,
                                           std::span<const Factor> factors) {
  check(values, factors);
  std::vector<double> centred(values.begin(), values.end());
  const double middle = mean(values);
  for (double& value : centred) value -= middle;
  const double whole = squares(centred);
  if (whole == 0.0) throw Error("[variance] all values are equal: there is no variance to share");
  const double left = squares_left(centred, factors, nullptr);
  std::vector<VarianceShare> shares;
  for (const Factor& factor : factors) {
    shares.push_back({factor.name, (squares_left(centred, factors, &factor) - left) / whole});
  }
  const double within = squares_within_cells(centred, factors);
  shares.push_back({"seed", within / whole});
  shares.push_back({"together", (left - within) / whole});
  return shares;
}

}  // namespace actlab::studies
