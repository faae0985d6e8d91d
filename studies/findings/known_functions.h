// The functions of the literature, recognised however a search has written them:
// sigmoid(x) * x is the catalog's swish1.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/language/catalog.h>

namespace actlab::studies {

// A function at kCurvePoints points, evenly from kCurveLow to kCurveHigh, with every parameter at
// its starting value; not finite where it is not defined.
inline constexpr double kCurveLow = -4.0;
inline constexpr double kCurveHigh = 4.0;
inline constexpr int kCurvePoints = 65;

struct Curve {
  std::vector<double> value;
  std::vector<double> derivative;
};
Curve sample_curve(const formula::CompiledFormula& f);

class KnownFunctions {
 public:
  KnownFunctions();

  // The catalog's row of the same function_hash (core/formula/analysis/function_hash.h); null where
  // there is none. swish is not swish1, although both start as one function.
  const formula::CatalogRow* find(const formula::CompiledFormula& f) const;

 private:
  std::unordered_map<std::string, const formula::CatalogRow*> rows_;
};

}  // namespace actlab::studies
