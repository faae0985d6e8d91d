#include <actlab/studies/findings/known_functions.h>

#include <utility>

#include <actlab/core/formula/analysis/function_hash.h>
#include <actlab/core/formula/language/reference.h>

namespace actlab::studies {
namespace {

std::vector<double> points() {
  std::vector<double> x;
  for (int i = 0; i < kCurvePoints; ++i) {
    x.push_back(kCurveLow + (kCurveHigh - kCurveLow) * i / (kCurvePoints - 1));
  }
  return x;
}

}  // namespace

Curve sample_curve(const formula::CompiledFormula& f) {
  std::vector<std::vector<double>> curves =
      formula::evaluate_all({f.value, f.derivative}, points());
  return {std::move(curves[0]), std::move(curves[1])};
}

KnownFunctions::KnownFunctions() {
  for (const formula::CatalogRow& row : formula::catalog()) {
    rows_.emplace(formula::function_hash(*formula::compile(row.name)), &row);
  }
}

const formula::CatalogRow* KnownFunctions::find(const formula::CompiledFormula& f) const {
  const auto place = rows_.find(formula::function_hash(f));
  return place == rows_.end() ? nullptr : place->second;
}

}  // namespace actlab::studies
