#include <actlab/core/formula/language/reference.h>

#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <actlab/core/formula/language/primitives.h>

namespace actlab::formula {
namespace {

double whole_power(double base, int exponent) {
  double result = 1.0;
  for (int k = 0; k < (exponent < 0 ? -exponent : exponent); ++k) result *= base;
  return exponent < 0 ? 1.0 / result : result;
}

double truth(bool condition, double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::numeric_limits<double>::quiet_NaN();
  return condition ? 1.0 : 0.0;
}

double evaluate_operation(Opcode opcode, const double* in) {
  const double a = in[0];
  const double b = in[1];
  switch (opcode) {
    case Opcode::add:
      return a + b;
    case Opcode::subtract:
      return a - b;
    case Opcode::multiply:
      return a * b;
    case Opcode::divide:
      return a / b;
    case Opcode::negate:
      return -a;
    case Opcode::chain:
      return a == 0.0 || b == 0.0 ? 0.0 : a * b;
    case Opcode::minimum:
      return std::isnan(a) || a < b ? a : b;
    case Opcode::maximum:
      return std::isnan(a) || a > b ? a : b;
    case Opcode::less:
      return truth(a < b, a, b);
    case Opcode::less_equal:
      return truth(a <= b, a, b);
    case Opcode::equal:
      return truth(a == b, a, b);
    case Opcode::not_equal:
      return truth(a != b, a, b);
    case Opcode::select:
      return std::isnan(a) ? a : a != 0.0 ? b : in[2];
    default:
      return primitive(opcode).reference(a);
  }
}

// A node's value where its inputs have the values `in`.
double evaluate_node(const Node& node, const double* in, double x,
                     const std::unordered_map<std::string, double>& parameters) {
  switch (node.kind) {
    case Kind::constant:
      return node.number;
    case Kind::variable:
      return x;
    case Kind::parameter: {
      const auto found = parameters.find(node.parameter->name);
      return found != parameters.end() ? found->second
                                       : static_cast<double>(node.parameter->initial);
    }
    case Kind::power:
      return whole_power(in[0], node.exponent);
    case Kind::operation:
      break;
  }
  return evaluate_operation(node.opcode, in);
}

}  // namespace

double evaluate(const Expression& expression, double x,
                const std::unordered_map<std::string, double>& parameters) {
  if (!expression) return 0.0;
  std::unordered_map<const Node*, double> values;
  for (const Expression& node : inputs_first({expression})) {
    double in[3] = {};
    for (std::size_t k = 0; k < node->inputs.size(); ++k) in[k] = values.at(node->inputs[k].get());
    values.emplace(node.get(), evaluate_node(*node, in, x, parameters));
  }
  return values.at(expression.get());
}

std::vector<std::vector<double>> evaluate_all(
    const std::vector<Expression>& expressions, std::span<const double> x,
    const std::unordered_map<std::string, double>& parameters) {
  std::unordered_map<const Node*, std::vector<double>> values;
  for (const Expression& node : inputs_first(expressions)) {
    std::array<const std::vector<double>*, 3> inputs{};
    for (std::size_t k = 0; k < node->inputs.size(); ++k) {
      inputs[k] = &values.at(node->inputs[k].get());
    }
    std::vector<double> value(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      double in[3] = {};
      for (std::size_t k = 0; k < node->inputs.size(); ++k) in[k] = (*inputs[k])[i];
      value[i] = evaluate_node(*node, in, x[i], parameters);
    }
    values.emplace(node.get(), std::move(value));
  }
  std::vector<std::vector<double>> result;
  for (const Expression& expression : expressions) {
    result.push_back(expression ? values.at(expression.get()) : std::vector<double>(x.size()));
  }
  return result;
}

}  // namespace actlab::formula
