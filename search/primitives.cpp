#include <actlab/search/primitives.h>

#include <algorithm>
#include <unordered_map>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/formula/language/parser.h>

namespace actlab::search {

using formula::Expression;
using formula::Kind;

const std::vector<Primitive>& unary_primitives() {
  static const std::vector<Primitive> table{
      {"identity", "x"},           {"negate", "-x"},      {"abs", "abs(x)"},
      {"square", "x^2"},           {"cube", "x^3"},       {"sqrt", "sqrt(x)"},
      {"scale", "beta * x"},       {"shift", "x + beta"}, {"log", "log(abs(x) + 1e-7)"},
      {"exp", "exp(x)"},           {"sin", "sin(x)"},     {"cos", "cos(x)"},
      {"sinh", "sinh(x)"},         {"cosh", "cosh(x)"},   {"tanh", "tanh(x)"},
      {"asinh", "asinh(x)"},       {"atan", "atan(x)"},   {"sinc", "sinc(x)"},
      {"max0", "max(x, 0)"},       {"min0", "min(x, 0)"}, {"sigmoid", "sigmoid(x)"},
      {"softplus", "softplus(x)"},  // log(1 + exp(x))
      {"gaussian", "exp(-x^2)"},   {"erf", "erf(x)"},     {"beta", "beta"},
  };
  return table;
}

const std::vector<Primitive>& binary_primitives() {
  constexpr bool kCommutative = true;
  static const std::vector<Primitive> table{
      {"add", "a + b", kCommutative},
      {"multiply", "a * b", kCommutative},
      {"subtract", "a - b"},
      {"divide", "a / (b + 1e-7)"},
      {"max", "max(a, b)", kCommutative},
      {"min", "min(a, b)", kCommutative},
      {"gate", "sigmoid(a) * b"},
      {"gaussian", "exp(-beta * (a - b)^2)", kCommutative},
      {"laplace", "exp(-beta * abs(a - b))", kCommutative},
      {"mean", "beta * a + (1 - beta) * b where beta = 0.5"},
  };
  return table;
}

namespace {

struct Bindings {
  Expression a, b, beta;
};

bool is_parameter(const Expression& e, std::string_view name) {
  return e->kind == Kind::parameter && e->parameter->name == name;
}

// The first place of an input fixes it, every further place must repeat it.
bool bind(Expression& input, const Expression& found) {
  if (input) return formula::same(input, found);
  input = found;
  return true;
}

bool match_tree(const Expression& pattern, const Expression& e, Bindings& bindings) {
  if (is_parameter(pattern, "a")) return bind(bindings.a, e);
  if (is_parameter(pattern, "b")) return bind(bindings.b, e);
  if (is_parameter(pattern, "beta")) {
    return e->kind == Kind::parameter && e->parameter->initial == pattern->parameter->initial &&
           e->parameter->sharing == pattern->parameter->sharing && bind(bindings.beta, e);
  }
  if (pattern->kind != e->kind || pattern->inputs.size() != e->inputs.size() ||
      pattern->opcode != e->opcode || pattern->exponent != e->exponent ||
      pattern->number != e->number) {
    return false;
  }
  for (std::size_t k = 0; k < e->inputs.size(); ++k) {
    if (!match_tree(pattern->inputs[k], e->inputs[k], bindings)) return false;
  }
  return true;
}

}  // namespace

Function::Function(const Primitive& row)
    : name_(row.name),
      commutative_(row.commutative),
      template_(formula::substitute(formula::parse(row.formula), formula::parameter("a"))) {
  for (const formula::Parameter& p : formula::parameters_of(template_)) {
    if (p.name == "beta") {
      has_beta_ = true;
      beta_start_ = p.initial;
    } else {
      uses_input_ = true;
    }
  }
}

Expression Function::apply(const Expression& a, const Expression& b,
                           const std::string& beta_name) const {
  std::unordered_map<std::string, Expression> inputs{{"a", a}, {"b", b}};
  if (has_beta_) inputs.emplace("beta", formula::parameter(beta_name, beta_start_));
  return formula::substitute(template_, formula::x(), inputs);
}

Function::Match Function::match(const Expression& expression) const {
  Bindings bindings;
  if (!match_tree(template_, expression, bindings)) return {};
  return {true, bindings.a, bindings.b};
}

std::vector<Function> functions(const std::vector<Primitive>& table, std::string_view what,
                                const std::vector<std::string>& names) {
  std::vector<Function> chosen;
  if (names.empty()) {
    for (const Primitive& row : table) chosen.emplace_back(row);
    return chosen;
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto row = std::ranges::find(table, names[i], &Primitive::name);
    if (row == table.end()) {
      std::vector<std::string> known;
      for (const Primitive& each : table) known.emplace_back(each.name);
      const std::string hint = did_you_mean(names[i], known);
      throw UsageError(text("[space] unknown ", what, " function '", names[i], "'",
                            hint.empty() ? "; known are " + joined(known, ", ") : hint));
    }
    if (std::ranges::count(names, names[i]) > 1) {
      throw UsageError(text("[space] the ", what, " function '", names[i], "' is named twice"));
    }
    chosen.emplace_back(*row);
  }
  return chosen;
}

}  // namespace actlab::search
