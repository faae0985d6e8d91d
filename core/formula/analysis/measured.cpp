#include <actlab/core/formula/analysis/measured.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstddef>
#include <utility>

#include <actlab/core/formula/language/primitives.h>
#include <actlab/core/formula/language/reference.h>

namespace actlab::formula {
namespace {

constexpr double kRounding = 0.5 * DBL_EPSILON;
constexpr double kTiny = std::numeric_limits<double>::denorm_min();

// Beyond the range of double: the true value is finite, but larger than any double.
bool is_large(const Measured& m) { return std::isinf(m.value); }
bool is_zero_at_all(const Measured& m) { return m.value == 0.0 && m.error == 0.0; }

// What is computed from inputs in range: rounding, and underflow, come on top of `inherited`.
Measured rounded(double value, double inherited) {
  if (std::isnan(value) || std::isinf(value)) return {value, 0.0};  // not defined, or overflow
  return {value, inherited + 2 * kRounding * std::abs(value) + (value == 0.0 ? kTiny : 0.0)};
}

// ---- one operation ----------------------------------------------------------------------------

Measured sum(const Measured& a, const Measured& b, double sign) {
  const double value = a.value + sign * b.value;
  if (is_large(a) || is_large(b)) return std::isnan(value) ? kNotKnown : Measured{value, 0.0};
  if (is_zero_at_all(b)) return a;
  return rounded(value, a.error + b.error);
}

Measured product(const Measured& a, const Measured& b) {
  if (is_zero_at_all(a) || is_zero_at_all(b)) return {0.0, 0.0};
  const double value = a.value * b.value;
  if (is_large(a) || is_large(b)) {
    const double other = std::min(std::abs(a.value), std::abs(b.value));
    return other > 1e-100 ? Measured{value, 0.0} : kNotKnown;
  }
  return rounded(value,
                 std::abs(a.value) * b.error + std::abs(b.value) * a.error + a.error * b.error);
}

Measured quotient(const Measured& a, const Measured& b) {
  const double value = a.value / b.value;
  if (is_large(a) && is_large(b)) return kNotKnown;
  if (is_large(b)) return {0.0, kTiny};
  if (is_large(a)) return b.value != 0.0 ? Measured{value, 0.0} : kNotKnown;
  if (b.value == 0.0 && b.error == 0.0) return {value, 0.0};  // a pole, or 0 / 0
  if (b.error >= std::abs(b.value)) return kNotKnown;
  return rounded(value, (a.error + std::abs(value) * b.error) / (std::abs(b.value) - b.error));
}

Measured whole_power(const Measured& a, int exponent) {
  Measured result{1.0, 0.0};
  for (int k = 0; k < std::abs(exponent); ++k) result = product(result, a);
  return exponent < 0 ? quotient({1.0, 0.0}, result) : result;
}

// Functions of something beyond the range of double.
Measured function_of_large(Opcode opcode, double a) {
  switch (opcode) {
    case Opcode::log:
    case Opcode::log1p:
    case Opcode::asinh:
    case Opcode::square_root:
    case Opcode::sin:
    case Opcode::cos:
      return kNotKnown;
    case Opcode::sinc:
    case Opcode::bessel_j1:
      return {0.0, kTiny};
    default:
      break;
  }
  const double value = primitive(opcode).reference(a);
  return {value, std::isfinite(value) ? 2 * kRounding * std::abs(value) : 0.0};
}

Measured function(Opcode opcode, const Measured& a) {
  if (is_large(a)) return function_of_large(opcode, a.value);
  const auto reference = primitive(opcode).reference;
  const double value = reference(a.value);
  if (a.error == 0.0 && a.value == 0.0 && value == 0.0) return {0.0, 0.0};
  double inherited = 0.0;
  if (a.error > 0.0) {
    for (const double moved : {reference(a.value - a.error), reference(a.value + a.error)}) {
      if (!std::isnan(moved)) inherited = std::max(inherited, std::abs(moved - value));
    }
    if (opcode == Opcode::sin || opcode == Opcode::cos) inherited = std::min(a.error, 2.0);
  }
  return rounded(value, inherited);
}

Measured comparison(Opcode opcode, const Measured& a, const Measured& b) {
  const double in[2] = {a.value, b.value};
  const bool equal = in[0] == in[1];
  const bool holds = opcode == Opcode::less         ? in[0] < in[1]
                     : opcode == Opcode::less_equal ? in[0] <= in[1]
                     : opcode == Opcode::equal      ? equal
                                                    : !equal;
  const double errors = a.error + b.error;
  const bool certain = errors == 0.0 || std::abs(in[0] - in[1]) > errors;
  return {holds ? 1.0 : 0.0, certain ? 0.0 : 1.0};
}

Measured selection(const Measured& condition, const Measured& a, const Measured& b) {
  Measured chosen = condition.value != 0.0 ? a : b;
  if (condition.error == 0.0) return chosen;
  // Either may be meant.
  chosen.error = std::max(a.error, b.error) + std::abs(a.value - b.value);
  return std::isnan(chosen.error) ? kNotKnown : chosen;
}

Measured operation(Opcode opcode, const std::vector<Measured>& in) {
  switch (opcode) {
    case Opcode::add:
      return sum(in[0], in[1], 1.0);
    case Opcode::subtract:
      return sum(in[0], in[1], -1.0);
    case Opcode::multiply:
    case Opcode::chain:
      return product(in[0], in[1]);
    case Opcode::divide:
      return quotient(in[0], in[1]);
    case Opcode::negate:
      return {-in[0].value, in[0].error};
    case Opcode::minimum:
      return {std::min(in[0].value, in[1].value), std::max(in[0].error, in[1].error)};
    case Opcode::maximum:
      return {std::max(in[0].value, in[1].value), std::max(in[0].error, in[1].error)};
    case Opcode::less:
    case Opcode::less_equal:
    case Opcode::equal:
    case Opcode::not_equal:
      return comparison(opcode, in[0], in[1]);
    default:
      return function(opcode, in[0]);
  }
}

// ---- a whole formula --------------------------------------------------------------------------

class Program {
 public:
  Program(const Expression& expression, const std::unordered_map<std::string, double>& parameters) {
    std::unordered_map<const Node*, std::size_t> place;
    for (const Expression& node : inputs_first({expression})) {
      Step step{node, {}, 0.0};
      for (const Expression& input : node->inputs) step.inputs.push_back(place.at(input.get()));
      if (node->kind == Kind::constant) step.number = node->number;
      if (node->kind == Kind::parameter) {
        const auto found = parameters.find(node->parameter->name);
        step.number = found != parameters.end() ? found->second : node->parameter->initial;
      }
      place.emplace(node.get(), steps_.size());
      steps_.push_back(std::move(step));
    }
  }

  Measured at(double x) const {
    std::vector<Measured> values;
    std::vector<Measured> in;
    for (const Step& step : steps_) {
      in.clear();
      for (const std::size_t input : step.inputs) in.push_back(values[input]);
      values.push_back(evaluate(step, in, x));
    }
    return values.back();
  }

 private:
  struct Step {
    Expression node;
    std::vector<std::size_t> inputs;
    double number;  // of a constant or a parameter
  };

  static Measured evaluate(const Step& step, const std::vector<Measured>& in, double x) {
    const Node& node = *step.node;
    if (node.kind == Kind::variable) return {x, 0.0};
    if (node.kind == Kind::constant || node.kind == Kind::parameter) return {step.number, 0.0};
    if (node.kind == Kind::operation && node.opcode == Opcode::select) {
      if (std::isnan(in[0].value)) return in[0];
      return selection(in[0], in[1], in[2]);
    }
    for (const Measured& input : in) {
      if (std::isnan(input.value) || std::isinf(input.error)) {
        return {std::numeric_limits<double>::quiet_NaN(), input.error};
      }
    }
    return node.kind == Kind::power ? whole_power(in[0], node.exponent)
                                    : operation(node.opcode, in);
  }

  std::vector<Step> steps_;
};

// What is zero where the operation may be singular or bends; empty for those that never are.
Expression critical_part(const Node& node) {
  if (node.kind == Kind::power) return node.exponent < 0 ? node.inputs[0] : Expression{};
  if (node.kind != Kind::operation) return {};
  switch (node.opcode) {
    case Opcode::square_root:
    case Opcode::log:
    case Opcode::absolute:
    case Opcode::sign:
      return node.inputs[0];
    case Opcode::log1p:
      return node.inputs[0] + constant(1.0);
    case Opcode::divide:
      return node.inputs[1];
    case Opcode::minimum:
    case Opcode::maximum:
    case Opcode::less:
    case Opcode::less_equal:
    case Opcode::equal:
    case Opcode::not_equal:
      return node.inputs[0] - node.inputs[1];
    default:
      return {};
  }
}

// The zero of u in [low, high], over which it changes its sign or comes close to zero.
double zero_between(double low, double high, const RealFunction& u) {
  if (u(low) * u(high) < 0.0) {
    const bool negative = u(low) < 0.0;
    for (int i = 0; i < 100; ++i) {
      const double middle = 0.5 * (low + high);
      ((u(middle) < 0.0) == negative ? low : high) = middle;
    }
  } else {
    for (int i = 0; i < 200; ++i) {
      const double third = (high - low) / 3.0;
      const bool left = std::abs(u(low + third)) < std::abs(u(high - third));
      (left ? high : low) = left ? high - third : low + third;
    }
  }
  return snapped(0.5 * (low + high));
}

}  // namespace

MeasuredFunction measured(const Expression& expression,
                          const std::unordered_map<std::string, double>& parameters) {
  return [program = Program(expression, parameters)](double x) { return program.at(x); };
}

RealFunction real_function(const Expression& expression,
                           const std::unordered_map<std::string, double>& parameters) {
  return [expression, parameters](double x) { return evaluate(expression, x, parameters); };
}

std::vector<double> critical_points(const Expression& expression,
                                    const std::unordered_map<std::string, double>& parameters) {
  std::vector<Expression> parts;
  for (const Expression& node : inputs_first({expression})) {
    if (const Expression part = critical_part(*node)) parts.push_back(part);
  }
  const std::vector<double> x = sample_points();
  std::vector<double> points{0.0};
  const std::vector<std::vector<double>> values = evaluate_all(parts, x, parameters);
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const std::vector<double>& u = values[p];
    const RealFunction part = real_function(parts[p], parameters);
    for (std::size_t i = 1; i + 1 < x.size() && points.size() < 200; ++i) {
      const double size = std::abs(u[i]);
      const bool touches = size < 1e-3 && size < std::abs(u[i - 1]) && size < std::abs(u[i + 1]);
      if (u[i - 1] * u[i] < 0.0) {
        points.push_back(zero_between(x[i - 1], x[i], part));
      } else if (touches && u[i] * u[i + 1] > 0.0) {
        points.push_back(zero_between(x[i - 1], x[i + 1], part));
      }
    }
  }
  std::sort(points.begin(), points.end());
  const auto close = [](double a, double b) { return b - a < 1e-9; };
  points.erase(std::unique(points.begin(), points.end(), close), points.end());
  return points;
}

}  // namespace actlab::formula
