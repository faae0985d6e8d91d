#include "examples/formula_figure.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <actlab/core/formula/analysis/measured.h>
#include <actlab/core/formula/language/reference.h>

namespace actlab {
namespace {

// The values without the few that would squeeze all others to a flat line, as at a pole.
std::optional<report::Range> shown_range(const std::vector<report::Series>& curves) {
  std::vector<double> values;
  for (const report::Series& curve : curves) {
    for (const double y : curve.y) {
      if (std::isfinite(y)) values.push_back(y);
    }
  }
  if (values.size() < 2) return std::nullopt;
  std::sort(values.begin(), values.end());
  const double low = values[values.size() / 50];
  const double high = values[values.size() - 1 - values.size() / 50];
  const double width = high - low;
  if (width <= 0.0 || values.back() - values.front() < 8.0 * width) return std::nullopt;
  return report::Range{low - 0.5 * width, high + 0.5 * width};
}

struct Jump {
  double x;
  double left;   // the value just before
  double right;  // and just behind
};
constexpr double kLowest = 1e-3;
double height(const Jump& jump) { return std::abs(jump.right - jump.left); }

// Where a formula jumps, as relu' does at 0: its values on both sides stay apart however close.
// Jumps less than `step` apart are one, or none where the second takes the first back.
std::vector<Jump> jumps(const formula::Expression& expression, const ParameterValues& values,
                        double step) {
  std::vector<Jump> found;
  for (const double x : formula::critical_points(expression, values)) {
    const double unit = std::max(1.0, std::abs(x));
    const auto step_at = [&](double h) {
      return Jump{x, formula::evaluate(expression, x - h * unit, values),
                  formula::evaluate(expression, x + h * unit, values)};
    };
    const Jump wide = step_at(1e-5), narrow = step_at(1e-7);
    const bool stays = height(narrow) > 0.5 * height(wide) && std::isfinite(height(narrow));
    if (stays && height(narrow) > kLowest) found.push_back(narrow);
  }
  std::ranges::sort(found, {}, &Jump::x);
  std::vector<Jump> apart;
  for (const Jump& jump : found) {
    if (apart.empty() || jump.x - apart.back().x > step) {
      apart.push_back(jump);
    } else {
      apart.back().right = jump.right;
    }
  }
  std::erase_if(apart, [](const Jump& jump) { return height(jump) < kLowest; });
  return apart;
}

}  // namespace

report::Series formula_curve(const formula::Expression& expression, const ParameterValues& values,
                             double low, double high) {
  constexpr int kPoints = 1000;
  report::Series series;
  const auto add = [&](double x, double y) {
    series.x.push_back(x);
    series.y.push_back(y);
  };
  std::vector<Jump> ahead = jumps(expression, values, (high - low) / kPoints);
  std::erase_if(ahead, [&](const Jump& jump) { return jump.x <= low || jump.x >= high; });
  auto jump = ahead.begin();
  for (int i = 0; i <= kPoints; ++i) {
    const double x = low + (high - low) * i / kPoints;
    const bool on_jump = jump != ahead.end() && std::abs(x - jump->x) < 1e-9;
    if (jump != ahead.end() && (x > jump->x || on_jump)) {
      add(jump->x, jump->left);
      add(jump->x, std::nan(""));  // breaks the line
      add(jump->x, jump->right);
      ++jump;
    }
    if (!on_jump) add(x, formula::evaluate(expression, x, values));
  }
  return series;
}

report::Figure compared_figure(const std::vector<formula::FormulaPointer>& formulas, double low,
                               double high) {
  report::Panel value{.title = "f(x)", .x = {.label = "x"}};
  report::Panel derivative{.title = "f'(x)", .x = {.label = "x"}};
  for (const formula::FormulaPointer& f : formulas) {
    value.series.push_back(formula_curve(f->value, {}, low, high));
    derivative.series.push_back(formula_curve(f->derivative, {}, low, high));
    value.series.back().label = derivative.series.back().label = f->name;
  }
  value.y.range = shown_range(value.series);
  derivative.y.range = shown_range(derivative.series);
  return {.title = "", .panels = {value, derivative}};
}

report::Figure formula_figure(const formula::CompiledFormula& f, const FormulaSettings& settings,
                              double low, double high) {
  report::Panel value{.title = "f(x)", .x = {.label = "x"}};
  report::Panel derivative{.title = "f'(x)", .x = {.label = "x"}};
  const auto add = [&](const std::string& label, const ParameterValues& values) {
    value.series.push_back(formula_curve(f.value, values, low, high));
    derivative.series.push_back(formula_curve(f.derivative, values, low, high));
    value.series.back().label = derivative.series.back().label = label;
  };
  if (settings.varied.empty()) add("", {});
  for (const double parameter : settings.varied_values) {
    ParameterValues values = settings.values;
    values[settings.varied] = parameter;
    add(settings.varied + " = " + report::compact_number(parameter), values);
  }
  value.y.range = shown_range(value.series);
  derivative.y.range = shown_range(derivative.series);
  const std::string title = f.name == f.text ? f.text : f.name + ":  " + f.text;
  return {.title = title, .panels = {value, derivative}};
}

}  // namespace actlab
