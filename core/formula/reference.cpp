// Evaluation in double precision: the definition that the vector code is tested against.
#include <cmath>
#include <limits>

#include "core/formula/expression.h"
#include "core/formula/primitives.h"

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

}  // namespace

double evaluate(const Expression& expression, double x,
                const std::unordered_map<std::string, double>& parameters) {
  if (!expression) return 0.0;
  std::unordered_map<const Node*, double> values;
  for (const Expression& node : inputs_first({expression})) {
    double value = 0.0;
    double in[3] = {};
    for (std::size_t k = 0; k < node->inputs.size(); ++k) in[k] = values.at(node->inputs[k].get());
    switch (node->kind) {
      case Kind::constant:
        value = node->number;
        break;
      case Kind::variable:
        value = x;
        break;
      case Kind::parameter: {
        const auto found = parameters.find(node->parameter->name);
        value = found != parameters.end() ? found->second : node->parameter->initial;
        break;
      }
      case Kind::power:
        value = whole_power(in[0], node->exponent);
        break;
      case Kind::operation:
        value = evaluate_operation(node->opcode, in);
        break;
    }
    values.emplace(node.get(), value);
  }
  return values.at(expression.get());
}

}  // namespace actlab::formula
