// What the results of a grid depend on: shares of their variance.
//
// The results are taken apart by least squares into effects that add up, one for each level of each
// factor (activation, network, rate). The share of a factor is what the sum of squares left over
// grows by where it is missing, over the whole sum of squares (type II). Of results that agree in
// all factors only the seed differs: their sum of squares about the mean of such a cell is the
// seed's share. The rest belongs to factors together (an activation that one network alone likes).
// Where every combination has equally many results the shares add up to 1; where some are missing
// they may not.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace actlab::studies {

struct Factor {
  std::string name;
  std::vector<std::size_t> level_of;  // of each result: 0, 1, 2...
};

struct VarianceShare {
  std::string name;  // a factor's, "seed", "together"
  double share = 0.0;
};

// One a factor, then "seed" and "together". Throws Error where sizes differ, for a value that is
// not a number, and where all values are equal: there is nothing to share out.
std::vector<VarianceShare> variance_shares(std::span<const double> values,
                                           std::span<const Factor> factors);

}  // namespace actlab::studies
