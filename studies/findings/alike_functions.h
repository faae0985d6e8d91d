// Functions that occur twice under different names: re-inventions.
#pragma once

#include <string>
#include <vector>

namespace actlab::studies {

enum class Likeness {
  same,       // one function_hash (core/formula/analysis/function_hash.h)
  starts_as,  // one curve with every parameter at its start, but other parameters are trained
  near        // no further apart than kNear from -20 to 20, both at their start
};
inline constexpr double kNear = 1e-3;

struct Alike {
  std::string other;
  Likeness how = Likeness::same;
  double distance = 0.0;  // the largest, where it is near
};

// For each of the activations what of them, and of the catalog, is like it: names and formulas
// other than itself, in the order of the activations and then of the catalog. Throws UsageError for
// what is no formula.
std::vector<std::vector<Alike>> alike_functions(const std::vector<std::string>& activations);

// "same as swish1; starts as swish; within 5e-04 of gelu".
std::string alike_text(const std::vector<Alike>& alike);

}  // namespace actlab::studies
