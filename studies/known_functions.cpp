#include "studies/known_functions.h"

#include <cmath>
#include <cstdio>
#include <utility>

#include "core/formula/reference.h"

namespace actlab::studies {
namespace {

std::vector<double> points() {
  std::vector<double> x;
  for (int i = 0; i < kCurvePoints; ++i) {
    x.push_back(kCurveLow + (kCurveHigh - kCurveLow) * i / (kCurvePoints - 1));
  }
  return x;
}

std::string fingerprint(const formula::CompiledFormula& f) {
  std::unordered_map<std::string, double> parameters;
  for (const formula::Parameter& parameter : f.parameters) {
    parameters[parameter.name] = 1.3 * static_cast<double>(parameter.initial) + 0.17;
  }
  std::string digits;
  const auto values = formula::evaluate_all({f.value}, points(), parameters);
  for (const double value : values.front()) {
    char number[32];
    std::snprintf(number, sizeof number, "%.5e ", std::abs(value) < 1e-9 ? 0.0 : value);
    digits += number;
  }
  return digits;
}

}  // namespace

Curve sample_curve(const formula::CompiledFormula& f) {
  std::vector<std::vector<double>> curves =
      formula::evaluate_all({f.value, f.derivative}, points());
  return {std::move(curves[0]), std::move(curves[1])};
}

KnownFunctions::KnownFunctions() {
  for (const formula::CatalogRow& row : formula::catalog()) {
    rows_.emplace(fingerprint(*formula::compile(row.name)), &row);
  }
}

const formula::CatalogRow* KnownFunctions::find(const formula::CompiledFormula& f) const {
  const auto place = rows_.find(fingerprint(f));
  return place == rows_.end() ? nullptr : place->second;
}

}  // namespace actlab::studies
