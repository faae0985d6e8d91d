// Histograms on edges that never change, so that steps, layers and runs stand on one scale.
//
//   value      steps of 0.25 between -8 and 8, powers of two beyond, up to 2^20
//   gradient   powers of four from 2^-60 to 2^20 on both sides of zero
//
// n + 1 edges make n bins [edge, next edge). The first and the last bin are open. NaN is in none.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace actlab::dynamics {

enum class Scale { value, gradient };

const std::vector<double>& edges(Scale scale);
// The bin of a number, NaN left out.
std::size_t bin_of(Scale scale, float number);

// Counts without the empty bins at both ends: bin `first` is that of counts[0].
struct Histogram {
  std::int64_t first = 0;
  std::vector<std::int64_t> counts;
  bool operator==(const Histogram&) const = default;
};

class Bins {
 public:
  explicit Bins(Scale scale);

  void add(std::span<const float> numbers, float factor = 1.0f);  // each times the factor
  void merge(const Bins& other);
  Histogram histogram() const;

 private:
  void count(std::span<const float> numbers, float factor);

  Scale scale_;
  std::vector<std::int64_t> counts_;
};

}  // namespace actlab::dynamics
