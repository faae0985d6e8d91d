// Simplification, and the sharing of equal parts.
//
// A Simplifier builds expressions of which equal parts are one node, and which are simplified as
// they are built. Only rules that keep every value are used (a zero may change its sign):
//   constants are folded where the result is a normal float32 number;
//   x+0, x-0, 0-x, x*1, x*-1, x/1, x/-1, x^1, min(x,x), max(x,x);
//   signs move outwards: -(-x), x+(-y), x-(-y), (-x)*y, (-x)/y, -(x-y), (-x)^n, abs(-x);
//   x^0 is 1, for NaN as well; x*0 and x-x stay, since they are NaN for NaN and infinity.
#pragma once

#include <cstdint>
#include <unordered_map>

#include <actlab/core/formula/language/expression.h>

namespace actlab::formula {

class Simplifier {
 public:
  // The nodes that may be built in all; UsageError beyond.
  explicit Simplifier(std::int64_t node_limit);

  Expression simplify(const Expression& expression);

  Expression constant(double value);
  Expression operation(Opcode opcode, Inputs inputs);
  Expression power(const Expression& base, int exponent);

 private:
  Expression unique(const Node& node);  // the one node of this structure; inputs are unique already
  Expression add(const Expression& a, const Expression& b);
  Expression subtract(const Expression& a, const Expression& b);
  Expression multiply(const Expression& a, const Expression& b);
  Expression divide(const Expression& a, const Expression& b);
  Expression negate(const Expression& a);
  Expression chain(const Expression& outer, const Expression& inner);

  std::int64_t node_limit_;
  std::int64_t nodes_ = 0;
  std::unordered_multimap<std::uint64_t, Expression> table_;  // by structural hash
};

Expression simplify(const Expression& expression);

}  // namespace actlab::formula
