// ./run explain "FORMULA or NAME": everything there is to know about an activation, on one page,
// and a picture of it with its derivative. Of several activations: a few lines each, and all in one
// picture.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/formula/analysis/analysis.h>
#include <actlab/core/formula/analysis/description.h>
#include <actlab/core/formula/analysis/measured.h>
#include <actlab/core/formula/analysis/signal.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/compiler/constant_formula.h>
#include <actlab/core/formula/language/parser.h>
#include <actlab/core/formula/language/printer.h>
#include <actlab/core/formula/language/reference.h>
#include <actlab/core/io/atomic_file.h>
#include "examples/formula_accuracy.h"
#include "examples/formula_figure.h"
#include "examples/formula_list.h"
#include "examples/program.h"

namespace {

using namespace actlab;
using formula::Expression;
using formula::FormulaPointer;
using formula::RealFunction;
using report::compact_number;

struct Options {
  std::vector<std::string> formulas;
  std::vector<double> range = {-5.0, 5.0};
  std::vector<std::string> parameters;  // NAME=V or NAME=V,V,V
  std::string output;
};

double float_number(const std::string& word, const std::string& flag) {
  std::size_t used = 0;
  double value = NAN;
  try {
    value = static_cast<float>(std::stod(word, &used));
  } catch (const std::exception&) {
    used = 0;
  }
  if (used == 0 || used != word.size() || !std::isfinite(value)) {
    throw UsageError(text("[explain] '", word, "' in --parameter ", flag,
                          " is no number; write --parameter beta=0.1,1,10"));
  }
  return value;
}

std::string names_of(const FormulaPointer& f) {
  return f->parameters.empty() ? "none" : joined(f->parameters, ", ", &formula::Parameter::name);
}

void apply_flag(const FormulaPointer& f, const std::string& flag, FormulaSettings& settings) {
  const std::size_t equals = flag.find('=');
  const std::string name = flag.substr(0, equals);
  if (equals == flag.npos || settings.values.count(name) == 0) {
    throw UsageError(text("[explain] --parameter ", flag, " does not set a parameter of ", f->name,
                          " (it has: ", names_of(f), "); write --parameter NAME=V or NAME=V,V,V"));
  }
  std::vector<double> values;
  std::size_t begin = equals + 1;
  while (begin <= flag.size()) {
    const std::size_t comma = std::min(flag.find(',', begin), flag.size());
    values.push_back(float_number(flag.substr(begin, comma - begin), flag));
    begin = comma + 1;
  }
  if (values.size() == 1) settings.values[name] = values[0];
  if (values.size() > 1 || name == settings.varied) {
    settings.varied = name;
    settings.varied_values = values;
  }
}

// Without flags: initial values, and like Figures 4 and 5 of the Swish paper a tenth of the first
// parameter's, itself, and ten times it.
FormulaSettings settings_of(const FormulaPointer& f, const Options& options) {
  FormulaSettings settings;
  for (const auto& p : f->parameters) settings.values[p.name] = p.initial;
  if (!f->parameters.empty()) {
    const double initial = f->parameters[0].initial;
    settings.varied = f->parameters[0].name;
    settings.varied_values = {0.1 * initial, initial, 10.0 * initial};
    if (initial == 0.0) settings.varied_values = {-1.0, 0.0, 1.0};
  }
  for (const std::string& flag : options.parameters) apply_flag(f, flag, settings);
  return settings;
}

void print_row(const std::string& name, const std::string& content) {
  std::printf("  %-13s %s\n", name.c_str(), content.c_str());
}

void print_formula(const FormulaPointer& f, const FormulaSettings& settings) {
  std::printf("%s\n", f->name.c_str());
  print_row("f(x)", f->text);
  const std::string computed = formula::to_text_without_declarations(f->value);
  const bool has_fixed = f->text.find(" fixed") != std::string::npos;
  if (!has_fixed && computed != f->text.substr(0, f->text.rfind(" where "))) {
    print_row("computed as", computed);
  }
  print_row("f'(x)", formula::to_text_without_declarations(f->derivative));
  const std::string fault = formula::constant_fault(*f);
  if (!fault.empty()) print_row("constant", fault);
  for (std::size_t i = 0; i < f->parameters.size(); ++i) {
    const formula::Parameter& p = f->parameters[i];
    print_row("df/d" + p.name, formula::to_text_without_declarations(f->parameter_derivatives[i]));
  }
  if (f->parameters.empty()) return;
  std::printf("\nparameters\n");
  for (const formula::Parameter& p : f->parameters) {
    const bool shared = p.sharing == formula::Sharing::shared;
    std::string line = "starts at " + compact_number(p.initial) +
                       (shared ? ", one for the layer" : ", one a channel");
    const double value = settings.values.at(p.name);
    if (value != p.initial) line += "; below at " + compact_number(value);
    print_row(p.name, line);
  }
}

void print_points(const FormulaPointer& f, const FormulaSettings& settings,
                  const formula::CurveShape& shape) {
  constexpr std::size_t kMostParameters = 3;
  std::vector<double> points = {-10, -5, -2, -1, -0.5, 0, 0.5, 1, 2, 5, 10};
  for (const auto& kink : shape.kinks) {
    if (points.size() < 20) points.push_back(kink.x);
  }
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  const std::size_t columns = std::min(f->parameters.size(), kMostParameters);
  std::printf("\n%14s %14s %14s", "x", "f(x)", "f'(x)");
  for (std::size_t i = 0; i < columns; ++i) {
    std::printf(" %14s", ("df/d" + f->parameters[i].name).c_str());
  }
  std::printf("\n");
  const auto print = [&](const Expression& expression, double x) {
    const double value = formula::evaluate(expression, x, settings.values);
    std::printf(" %14s", compact_number(value, 7).c_str());
  };
  for (const double x : points) {
    std::printf("%14s", compact_number(x, 7).c_str());
    print(f->value, x);
    print(f->derivative, x);
    for (std::size_t i = 0; i < columns; ++i) print(f->parameter_derivatives[i], x);
    std::printf("\n");
  }
}

void print_undefined(const std::vector<formula::Interval>& intervals) {
  constexpr std::size_t kMost = 4;
  if (intervals.size() <= kMost) {
    for (const auto& interval : intervals) print_row("not defined", "for " + describe(interval));
    return;
  }
  print_row("not defined", text("in ", intervals.size(), " pieces that were found, among them"));
  const auto size = [](const formula::Interval& i) {
    return std::min(std::abs(i.low), std::abs(i.high));
  };
  std::vector<formula::Interval> nearest = intervals;
  std::sort(nearest.begin(), nearest.end(),
            [&](const auto& a, const auto& b) { return size(a) < size(b); });
  for (std::size_t i = 0; i < kMost; ++i) print_row("", describe(nearest[i]));
}

std::string slope_text(const formula::CurveShape& shape) {
  const double largest = formula::largest_slope(shape);
  if (std::isnan(largest)) return "not known";
  return std::isfinite(largest) ? compact_number(largest) : "none: the slope has no bound";
}

void print_shape(const formula::CurveShape& shape) {
  using formula::describe;
  std::printf("\nshape\n");
  print_undefined(shape.undefined);
  print_row("minimum", describe(shape.minimum));
  print_row("maximum", describe(shape.maximum));
  print_row("monotone", describe(shape.trend));
  print_row("x -> -inf", "f " + describe(shape.left) + ";  f' " + describe(shape.slope_left));
  print_row("x -> +inf", "f " + describe(shape.right) + ";  f' " + describe(shape.slope_right));
  print_row("zeros", describe(shape.zeros));
  print_row("fixed points", describe(shape.fixed_points));
  print_row("lowest f'", describe(shape.lowest_slope));
  print_row("highest f'", describe(shape.highest_slope));
  print_row("largest |f'|", slope_text(shape));
  constexpr std::size_t kMostKinks = 8;
  for (std::size_t i = 0; i < std::min(shape.kinks.size(), kMostKinks); ++i) {
    print_row("not smooth", describe(shape.kinks[i]));
  }
  if (shape.kinks.size() > kMostKinks) {
    print_row("", text("and at ", shape.kinks.size() - kMostKinks, " more points"));
  }
}

std::string moment_text(double moment) {
  if (std::isnan(moment)) return "not defined";
  if (moment == formula::kMomentNotKnown) return "not known";
  return std::isinf(moment) ? "infinite" : compact_number(moment);
}

void print_signal(const formula::SignalMoments& moments) {
  std::printf("\nsignal: for x ~ N(0, 1)\n");
  print_row("E[f]", moment_text(moments.mean));
  print_row("E[f^2]", moment_text(moments.square));
  print_row("E[f'^2]", moment_text(moments.slope_square));
  const auto known = [](double moment) {
    return std::isfinite(moment) && moment != formula::kMomentNotKnown;
  };
  if (!known(moments.square) || !std::isfinite(moments.gain())) return;
  print_row("gain", compact_number(moments.gain(), 5) +
                        ": weights of variance gain^2 / inputs keep the signal's mean square");
  if (!known(moments.slope_square)) return;
  print_row("gradient", "times " + compact_number(std::sqrt(moments.gradient_factor()), 4) +
                            " a layer at that gain");
}

// "explain-x-sigmoid-beta-x.svg"
std::string default_output(const std::string& name) {
  std::string words;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '_') {
      words += c;
    } else if (!words.empty() && words.back() != '-') {
      words += '-';
    }
    if (words.size() == 40) break;
  }
  while (!words.empty() && words.back() == '-') words.pop_back();
  return "explain-" + words + ".svg";
}

formula::CurveShape shape_of(const FormulaPointer& f, const ParameterValues& values) {
  std::vector<double> critical = formula::critical_points(f->value, values);
  return formula::analyse(formula::measured(f->value, values),
                          formula::measured(f->derivative, values), critical);
}

// A few lines of each, and all of them in one picture.
void compare(const Options& options) {
  if (!options.parameters.empty()) {
    throw UsageError(
        "[explain] --parameter is for one formula; write the value into the formula: "
        "\"swish(x) where beta = 2\"");
  }
  std::vector<FormulaPointer> formulas;
  for (const std::string& given : options.formulas) formulas.push_back(formula::compile(given));
  for (const FormulaPointer& f : formulas) {
    const formula::CurveShape shape = shape_of(f, {});
    const RealFunction value = formula::real_function(f->value);
    const RealFunction derivative = formula::real_function(f->derivative);
    const formula::SignalMoments moments = formula::signal_moments(
        value, derivative, shape.kinks, formula::critical_points(f->value, {}));
    std::printf("%s\n", f->name.c_str());
    print_row("f(x)", f->text);
    print_row("x -> -inf", describe(shape.left));
    print_row("x -> +inf", describe(shape.right));
    print_row("minimum", describe(shape.minimum));
    print_row("largest |f'|", slope_text(shape));
    print_row("E[f^2]", moment_text(moments.square));
    print_row("E[f'^2]", moment_text(moments.slope_square));
    std::printf("\n");
  }
  const std::string output = options.output.empty() ? "explain.svg" : options.output;
  write_file(output, report::draw(compared_figure(formulas, options.range[0], options.range[1])));
  std::printf("wrote %s\n", output.c_str());
}

void explain(const Options& options) {
  if (!(options.range[0] < options.range[1])) {
    throw UsageError(text("[explain] --range must go from a lower to a higher number: got ",
                          options.range[0], " ", options.range[1]));
  }
  require_different("[explain] the list", options.formulas);
  if (options.formulas.size() > 1) return compare(options);
  const FormulaPointer f = formula::compile(options.formulas[0]);
  const FormulaSettings settings = settings_of(f, options);
  const RealFunction value = formula::real_function(f->value, settings.values);
  const RealFunction derivative = formula::real_function(f->derivative, settings.values);
  const formula::CurveShape shape = shape_of(f, settings.values);
  print_formula(f, settings);
  print_points(f, settings, shape);
  print_shape(shape);
  print_signal(formula::signal_moments(value, derivative, shape.kinks,
                                       formula::critical_points(f->value, settings.values)));
  const FormulaAccuracy accuracy(f, settings.values, shape.kinks);
  std::printf("\naccuracy: the float32 program against double, |x| from 1e-9 to 16384\n");
  for (const auto& [name, line] : accuracy.rows()) print_row(name, line);
  const std::string output = options.output.empty() ? default_output(f->name) : options.output;
  write_file(output,
             report::draw(formula_figure(*f, settings, options.range[0], options.range[1])));
  std::printf("\nwrote %s\n", output.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{
      "Explains an activation: formula, derivative, shape, signal, accuracy, and a picture.",
      "./run explain"};
  app.footer(
      "Examples: ./run explain \"x * sigmoid(beta * x) where beta = 1\" --parameter beta=0.1,1,10\n"
      "          ./run explain relu swish sine    several over each other");
  app.add_option("formula", options.formulas,
                 "a formula of x, or a name of the catalog; of several, a few lines each and one\n"
                 "picture of all")
      ->required();
  app.add_option("--range", options.range, "from and to of the picture's x axis")
      ->expected(2)
      ->capture_default_str();
  app.add_option("--parameter", options.parameters,
                 "NAME=V: explain at this value; NAME=V,V,V: draw these (default: the first\n"
                 "parameter at 0.1, 1 and 10 times its start); can be repeated");
  app.add_option("--output", options.output,
                 "the picture; default: explain-NAME.svg, of several explain.svg");
  return run_program(app, argc, argv, [&] { explain(options); });
}
