// Double-precision evaluation of an expression together with its condition number.
//
// The condition number here: a relative error of e in x, in every constant and parameter, and in
// the result of every operation changes the result by at most about e * condition * |result|,
//
//   spread(node) = |value| + sum over inputs |d node / d input| * spread(input)
//   condition    = spread(result) / |result|,      at least 1,
//
// so it counts cancellation inside the formula as well as the slope of the function. Values below
// 2^-118 count as that, since float32 has absolute accuracy there. The spread is infinite where a
// comparison could fall the other way, and where an intermediate value that matters leaves float32.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <vector>

#include <actlab/core/formula/language/expression.h>
#include <actlab/core/formula/language/parser.h>
#include <actlab/core/formula/language/primitives.h>
#include <actlab/core/formula/language/reference.h>

namespace actlab::test {

struct WithSpread {
  double value = 0.0;
  double spread = 0.0;  // of a relative error of one in everything
};

class RunningError {
 public:
  using Expression = formula::Expression;
  using Opcode = formula::Opcode;

  explicit RunningError(const Expression& expression)
      : nodes_(formula::inputs_first({expression})) {
    std::unordered_map<const formula::Node*, std::size_t> index;
    for (const Expression& node : nodes_) {
      std::vector<std::size_t> inputs;
      for (const Expression& input : node->inputs) inputs.push_back(index.at(input.get()));
      inputs_.push_back(inputs);
      index.emplace(node.get(), index.size());
    }
  }

  WithSpread at(double x, const std::unordered_map<std::string, double>& parameters) const {
    std::vector<WithSpread> results;
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
      std::vector<WithSpread> in;
      for (const std::size_t input : inputs_[n]) in.push_back(results[input]);
      WithSpread result = evaluate(*nodes_[n], in, x, parameters);
      result.spread += std::max(std::fabs(result.value), 0x1p-118);
      if (std::fabs(result.value) > std::numeric_limits<float>::max()) result.spread = INFINITY;
      results.push_back(result);
    }
    return results.back();
  }

 private:
  static double product(double slope, double spread) {
    return slope == 0.0 ? 0.0 : std::fabs(slope) * spread;
  }

  // The value, and the part of the spread that comes from the inputs.
  static WithSpread evaluate(const formula::Node& node, const std::vector<WithSpread>& in, double x,
                             const std::unordered_map<std::string, double>& parameters) {
    switch (node.kind) {
      case formula::Kind::constant:
        return {node.number, 0.0};
      case formula::Kind::variable:
        return {x, 0.0};
      case formula::Kind::parameter:
        return {parameters.at(node.parameter->name), 0.0};
      case formula::Kind::power: {
        const double slope = node.exponent * std::pow(in[0].value, node.exponent - 1);
        return {std::pow(in[0].value, node.exponent), product(slope, in[0].spread)};
      }
      case formula::Kind::operation:
        break;
    }
    return in.size() == 1 ? function(node.opcode, in[0]) : arithmetic(node.opcode, in);
  }

  static WithSpread function(Opcode opcode, const WithSpread& in) {
    if (opcode == Opcode::negate) return {-in.value, in.spread};
    const formula::Primitive& row = formula::primitive(opcode);
    static std::unordered_map<int, Expression> slopes;
    auto slope = slopes.find(static_cast<int>(opcode));
    if (slope == slopes.end()) {
      slope = slopes.emplace(static_cast<int>(opcode), formula::parse(row.derivative)).first;
    }
    const bool near_kink = row.kink && std::fabs(in.value - row.kink->at) <= 1e-4 * in.spread;
    if (opcode == Opcode::sign) return {row.reference(in.value), near_kink ? INFINITY : 0.0};
    const double d = near_kink ? 1.0 : formula::evaluate(slope->second, in.value);
    return {row.reference(in.value), product(d, in.spread)};
  }

  static WithSpread arithmetic(Opcode opcode, const std::vector<WithSpread>& in) {
    const double a = in[0].value, da = in[0].spread;
    const double b = in[1].value, db = in[1].spread;
    // Whether a comparison of a and b is decided in spite of rounding.
    const bool clear = std::fabs(a - b) > 1e-4 * (da + db);
    const auto compared = [&](bool is) {
      return WithSpread{std::isnan(a) || std::isnan(b) ? NAN
                        : is                           ? 1.0
                                                       : 0.0,
                        clear ? 0.0 : INFINITY};
    };
    switch (opcode) {
      case Opcode::add:
        return {a + b, da + db};
      case Opcode::subtract:
        return {a - b, da + db};
      case Opcode::multiply:
        return {a * b, product(b, da) + product(a, db)};
      case Opcode::chain:
        return {a == 0.0 || b == 0.0 ? 0.0 : a * b, product(b, da) + product(a, db)};
      case Opcode::divide:
        return {a / b, product(1.0 / b, da) + product(a / b / b, db)};
      case Opcode::minimum:
      case Opcode::maximum: {
        const bool first = opcode == Opcode::minimum ? a < b : a > b;
        const double spread = clear ? (first ? da : db) : std::max(da, db);
        return {std::isnan(a) || first ? a : b, spread};
      }
      case Opcode::less:
        return compared(a < b);
      case Opcode::less_equal:
        return compared(a <= b);
      case Opcode::equal:
        return compared(a == b);
      case Opcode::not_equal:
        return compared(a != b);
      default: {  // select
        const WithSpread& chosen = a != 0.0 ? in[1] : in[2];
        return {std::isnan(a) ? a : chosen.value, std::isinf(da) ? da : chosen.spread};
      }
    }
  }

  std::vector<Expression> nodes_;
  std::vector<std::vector<std::size_t>> inputs_;
};

}  // namespace actlab::test
