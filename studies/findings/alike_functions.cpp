#include <actlab/studies/findings/alike_functions.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/formula/analysis/function_hash.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/language/catalog.h>
#include <actlab/core/formula/language/reference.h>

namespace actlab::studies {
namespace {

constexpr double kEnd = 20.0;
constexpr int kPoints = 4001;

struct Function {
  std::string name;
  std::string hash;
  std::vector<double> curve;
};

Function function_of(const std::string& name, const std::vector<double>& points) {
  const formula::FormulaPointer compiled = formula::compile(name);
  return {name, formula::function_hash(*compiled),
          formula::evaluate_all({compiled->value}, points).front()};
}

// The largest; infinite where only one of the two has a value.
double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const bool here = std::isfinite(a[i]), there = std::isfinite(b[i]);
    if (here != there) return INFINITY;
    if (here) largest = std::max(largest, std::abs(a[i] - b[i]));
  }
  return largest;
}

std::optional<Alike> likeness(const Function& one, const Function& other) {
  if (one.hash == other.hash) return Alike{other.name, Likeness::same, 0.0};
  constexpr double kRounding = 1e-9;
  const double apart = distance(one.curve, other.curve);
  if (apart <= kRounding) return Alike{other.name, Likeness::starts_as, 0.0};
  if (apart <= kNear) return Alike{other.name, Likeness::near, apart};
  return std::nullopt;
}

}  // namespace

std::vector<std::vector<Alike>> alike_functions(const std::vector<std::string>& activations) {
  std::vector<double> points;
  for (int i = 0; i < kPoints; ++i) points.push_back(kEnd * (2.0 * i / (kPoints - 1) - 1.0));
  std::vector<Function> known;
  const auto add = [&](const std::string& name) {
    if (std::ranges::count(known, name, &Function::name) == 0) {
      known.push_back(function_of(name, points));
    }
  };
  for (const std::string& name : activations) add(name);
  for (const formula::CatalogRow& row : formula::catalog()) add(std::string(row.name));
  std::vector<std::vector<Alike>> result;
  for (const std::string& name : activations) {
    const auto one = std::ranges::find(known, name, &Function::name);
    result.emplace_back();
    for (const Function& other : known) {
      if (other.name == name) continue;
      if (const auto alike = likeness(*one, other)) result.back().push_back(*alike);
    }
  }
  return result;
}

std::string alike_text(const std::vector<Alike>& alike) {
  return joined(alike, "; ", [](const Alike& each) {
    if (each.how == Likeness::starts_as) return "starts as " + each.other;
    if (each.how == Likeness::near) return formatted("within %.0e of ", each.distance) + each.other;
    return "same as " + each.other;
  });
}

}  // namespace actlab::studies
