// Numbers that belong together one by one: their differences, their ratios.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

namespace actlab::studies {

// operation(a[i], b[i]); b has as many values as a.
template <class Operation>
std::vector<double> pairwise(std::span<const double> a, std::span<const double> b,
                             Operation operation) {
  std::vector<double> result(a.size());
  std::transform(a.begin(), a.end(), b.begin(), result.begin(), operation);
  return result;
}

}  // namespace actlab::studies
