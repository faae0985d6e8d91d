// Statistics straight from their definitions, in double: what dynamics/ is held against.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <actlab/dynamics/histogram.h>

namespace actlab::test {

// |got - expected| <= 1e-6 |expected|.
inline bool agrees(double got, double expected) {
  return std::abs(got - expected) <= 1e-6 * std::abs(expected);
}

template <class Values>
double direct_mean(const Values& values) {
  double sum = 0.0;
  for (const auto value : values) sum += static_cast<double>(value);
  return sum / static_cast<double>(values.size());
}

template <class Values>
double direct_mean_square(const Values& values) {
  double sum = 0.0;
  for (const auto value : values) sum += static_cast<double>(value) * static_cast<double>(value);
  return sum / static_cast<double>(values.size());
}

template <class Values>
double direct_deviation(const Values& values) {
  const double mean = direct_mean(values);
  double sum = 0.0;
  for (const auto value : values) {
    sum += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
  }
  return std::sqrt(sum / static_cast<double>(values.size()));
}

// By looking at every bin, the first and the last one open.
template <class Values>
dynamics::Histogram direct_histogram(dynamics::Scale scale, const Values& values) {
  const std::vector<double>& edges = dynamics::edges(scale);
  std::vector<std::int64_t> counts(edges.size() - 1, 0);
  for (const auto value : values) {
    for (std::size_t bin = 0; bin < counts.size(); ++bin) {
      const bool above = bin == 0 || static_cast<double>(value) >= edges[bin];
      const bool below = bin + 1 == counts.size() || static_cast<double>(value) < edges[bin + 1];
      counts[bin] += above && below ? 1 : 0;
    }
  }
  dynamics::Histogram result;
  while (!counts.empty() && counts.back() == 0) counts.pop_back();
  const auto first = std::ranges::find_if(counts, [](std::int64_t count) { return count > 0; });
  if (first == counts.end()) return result;
  return {first - counts.begin(), {first, counts.end()}};
}

}  // namespace actlab::test
