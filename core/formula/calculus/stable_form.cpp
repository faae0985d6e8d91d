#include <actlab/core/formula/calculus/stable_form.h>

#include <cmath>
#include <numbers>
#include <optional>
#include <unordered_map>
#include <utility>

namespace actlab::formula {
namespace {

// number * rest.
struct Scaled {
  double number;
  Expression rest;
};

bool is_square(const Expression& e) { return e->kind == Kind::power && e->exponent == 2; }

bool is_power_of_two(double value) {
  int exponent = 0;
  return std::fabs(std::frexp(value, &exponent)) == 0.5;
}

// The other side of a sum that has `constant` on one side, or nothing.
std::optional<Expression> beside(const Expression& sum, double constant) {
  if (!sum.is(Opcode::add)) return std::nullopt;
  if (sum->inputs[0].is_constant(constant)) return sum->inputs[1];
  if (sum->inputs[1].is_constant(constant)) return sum->inputs[0];
  return std::nullopt;
}

// Rules look at a node whose inputs are stable already. A rule that does not apply gives nothing.
class StableForm {
 public:
  using Result = std::optional<Expression>;

  explicit StableForm(Simplifier& simplifier) : simplifier_(simplifier) {}

  Expression run(const Expression& f) {
    for (const Expression& node : inputs_first({f})) done_[node.get()] = stable(node);
    return done_.at(f.get());
  }

 private:
  Expression make(Opcode opcode, Inputs inputs) {
    return simplifier_.operation(opcode, std::move(inputs));
  }
  Expression number(double value) { return simplifier_.constant(value); }
  Expression negative(const Expression& u) { return make(Opcode::negate, {u}); }
  Expression function(Opcode opcode, const Expression& u) { return make(opcode, {u}); }
  // f(-u) is -f(u).
  Expression odd(Opcode opcode, const Expression& u) {
    return u.is(Opcode::negate) ? negative(function(opcode, u->inputs[0])) : function(opcode, u);
  }

  Scaled scaled(const Expression& e) {
    if (e.is_constant()) return {e->number, number(1.0)};
    if (e.is(Opcode::negate)) {
      const Scaled inner = scaled(e->inputs[0]);
      return {-inner.number, inner.rest};
    }
    if (e.is(Opcode::multiply) && e->inputs[0].is_constant()) {
      return {e->inputs[0]->number, e->inputs[1]};
    }
    if (e.is(Opcode::multiply) && e->inputs[1].is_constant()) {
      return {e->inputs[1]->number, e->inputs[0]};
    }
    if (e.is(Opcode::divide) && e->inputs[1].is_constant()) {
      return {1.0 / e->inputs[1]->number, e->inputs[0]};
    }
    return {1.0, e};
  }

  // factor * e, with one number for all.
  Expression times(double factor, const Expression& e) {
    const Scaled parts = scaled(e);
    double product = factor * parts.number;
    if (std::fabs(product - 1.0) < 1e-9) product = 1.0;  // sqrt(2) x / sqrt(2)
    return make(Opcode::multiply, {number(product), parts.rest});
  }

  Expression stable(const Expression& node) {
    if (node->inputs.empty()) return node;
    if (const Result arcsine = inverse_of_sinh(node)) return *arcsine;
    Inputs inputs;
    for (const Expression& input : node->inputs) inputs.push_back(done_.at(input.get()));
    return rewritten(node->kind == Kind::power ? simplifier_.power(inputs[0], node->exponent)
                                               : make(node->opcode, std::move(inputs)));
  }

  Expression rewritten(const Expression& e) {
    if (e->kind != Kind::operation) return e;
    Result result;
    switch (e->opcode) {
      case Opcode::negate:
        return negative(rewritten(e->inputs[0]));
      case Opcode::log:
        result = of_log(e->inputs[0]);
        break;
      case Opcode::log1p:
        if (e->inputs[0].is(Opcode::exp)) result = softplus_of(e->inputs[0]->inputs[0]);
        break;
      case Opcode::square_root:
        if (is_square(e->inputs[0])) result = function(Opcode::absolute, e->inputs[0]->inputs[0]);
        break;
      case Opcode::add:
        result = of_sum(e->inputs[0], e->inputs[1]);
        break;
      case Opcode::subtract:
        result = of_difference(e->inputs[0], e->inputs[1]);
        break;
      case Opcode::multiply:
        result = of_product(e->inputs[0], e->inputs[1]);
        break;
      case Opcode::divide:
        result = of_quotient(e->inputs[0], e->inputs[1]);
        break;
      default:
        break;
    }
    return result.value_or(e);
  }

  Expression softplus_of(const Expression& u) { return function(Opcode::softplus, u); }

  // ---- logarithms ----

  Result of_log(const Expression& u) {
    if (u.is(Opcode::exp)) return u->inputs[0];
    if (u.is(Opcode::sigmoid)) return function(Opcode::log_sigmoid, u->inputs[0]);
    if (u.is(Opcode::cosh)) return log_of_cosh(u->inputs[0]);
    if (const Result rest = log_of_exponentials(u)) return rest;
    if (const Result other = beside(u, 1.0)) return function(Opcode::log1p, *other);
    return std::nullopt;
  }

  // log(a exp(u) + c) = log(c) + softplus(u + log(a / c)) for positive numbers a and c.
  Result log_of_exponentials(const Expression& sum) {
    if (!sum.is(Opcode::add)) return std::nullopt;
    for (const std::size_t side : {0u, 1u}) {
      const Expression& constant = sum->inputs[1 - side];
      const Scaled term = scaled(sum->inputs[side]);
      if (!term.rest.is(Opcode::exp) || !constant.is_constant()) continue;
      if (!(term.number > 0.0 && constant->number > 0.0)) continue;
      const double shift = std::log(term.number / constant->number);
      const Expression inner = make(Opcode::add, {term.rest->inputs[0], number(shift)});
      return make(Opcode::add, {softplus_of(inner), number(std::log(constant->number))});
    }
    return std::nullopt;
  }

  // log1p(2 sinh(u / 2)^2), and |u| - log(2) where exp(-2 |u|) no longer counts.
  Expression log_of_cosh(const Expression& u) {
    const Expression magnitude = function(Opcode::absolute, u);
    const Expression square = simplifier_.power(function(Opcode::sinh, times(0.5, u)), 2);
    return make(Opcode::select,
                {make(Opcode::less, {magnitude, number(20.0)}),
                 function(Opcode::log1p, make(Opcode::multiply, {number(2.0), square})),
                 make(Opcode::subtract, {magnitude, number(std::numbers::ln2)})});
  }

  // log(u + sqrt(u^2 + 1)), seen before the sum is rewritten.
  Result inverse_of_sinh(const Expression& node) {
    if (!node.is(Opcode::log) || !node->inputs[0].is(Opcode::add)) return std::nullopt;
    const Inputs& sum = node->inputs[0]->inputs;
    for (const std::size_t side : {0u, 1u}) {
      const Expression& u = sum[side];
      if (!sum[1 - side].is(Opcode::square_root)) continue;
      const Result square = beside(sum[1 - side]->inputs[0], 1.0);
      if (square && is_square(*square) && (*square)->inputs[0].get() == u.get()) {
        return function(Opcode::asinh, done_.at(u.get()));
      }
    }
    return std::nullopt;
  }

  // ---- sums ----

  Result of_sum(const Expression& a, const Expression& b) {
    for (const auto& [one, other] : {std::pair{a, b}, std::pair{b, a}}) {
      if (one.is_constant(1.0)) {
        if (const Result rest = one_plus(other)) return rest;
      }
      if (const Result rest = plus_root(one, other)) return rest;
    }
    if (a.is(Opcode::exp) && b.is(Opcode::exp) && opposite(a->inputs[0], b->inputs[0])) {
      return make(Opcode::multiply, {number(2.0), function(Opcode::cosh, a->inputs[0])});
    }
    return std::nullopt;
  }

  Result one_plus(const Expression& e) {
    if (e.is(Opcode::tanh)) return twice(Opcode::sigmoid, times(2.0, e->inputs[0]));
    if (e.is(Opcode::erf)) {
      return twice(Opcode::normal_cdf, times(std::numbers::sqrt2, e->inputs[0]));
    }
    return std::nullopt;
  }

  Result one_minus(const Expression& e) {
    if (e.is(Opcode::tanh)) return twice(Opcode::sigmoid, times(-2.0, e->inputs[0]));
    if (e.is(Opcode::erf)) return function(Opcode::erfc, e->inputs[0]);
    if (e.is(Opcode::erfc)) return function(Opcode::erf, e->inputs[0]);
    if (e.is(Opcode::exp)) return negative(function(Opcode::expm1, e->inputs[0]));
    if (e.is(Opcode::sigmoid) || e.is(Opcode::normal_cdf)) {
      return function(e->opcode, negative(e->inputs[0]));
    }
    if (e.is(Opcode::cos)) return twice_square(Opcode::sin, e->inputs[0]);
    if (e.is(Opcode::cosh)) return negative(twice_square(Opcode::sinh, e->inputs[0]));
    return std::nullopt;
  }

  Expression twice(Opcode opcode, const Expression& u) {
    return make(Opcode::multiply, {number(2.0), function(opcode, u)});
  }

  Expression twice_square(Opcode opcode, const Expression& u) {
    return make(Opcode::multiply,
                {number(2.0), simplifier_.power(function(opcode, times(0.5, u)), 2)});
  }

  // u + sqrt(u^2 + c) is c / (sqrt(u^2 + c) - u) where u is negative.
  Result plus_root(const Expression& u, const Expression& root) {
    if (!root.is(Opcode::square_root) || !root->inputs[0].is(Opcode::add)) return std::nullopt;
    const Inputs& sum = root->inputs[0]->inputs;
    for (const std::size_t side : {0u, 1u}) {
      if (!is_square(sum[side]) || sum[side]->inputs[0].get() != u.get()) continue;
      return make(Opcode::select,
                  {make(Opcode::less_equal, {number(0.0), u}), make(Opcode::add, {u, root}),
                   make(Opcode::divide, {sum[1 - side], make(Opcode::subtract, {root, u})})});
    }
    return std::nullopt;
  }

  Result of_difference(const Expression& a, const Expression& b) {
    if (a.is_constant(1.0)) return one_minus(b);
    if (b.is_constant(1.0)) {
      if (const Result rest = one_minus(a)) return negative(*rest);
    }
    if (b.is(Opcode::tanh) && b->inputs[0].get() == a.get()) {
      return function(Opcode::tanhshrink, a);
    }
    if (a.is(Opcode::exp) && b.is(Opcode::exp) && opposite(a->inputs[0], b->inputs[0])) {
      return make(Opcode::multiply, {number(2.0), odd(Opcode::sinh, a->inputs[0])});
    }
    if (b.is_constant()) return minus_number(a, b->number);
    return std::nullopt;
  }

  // c sigmoid(v) - c / 2 is c / 2 tanh(v / 2); sqrt(v + c^2) - c is v / (sqrt(v + c^2) + c).
  Result minus_number(const Expression& a, double c) {
    const Scaled part = scaled(a);
    if (part.rest.is(Opcode::sigmoid) && part.number == 2.0 * c) {
      return times(c, odd(Opcode::tanh, times(0.5, part.rest->inputs[0])));
    }
    if (!a.is(Opcode::square_root) || !(c > 0.0)) return std::nullopt;
    const Result v = beside(a->inputs[0], c * c);
    if (!v) return std::nullopt;
    return make(Opcode::divide, {*v, make(Opcode::add, {a, number(c)})});
  }

  bool opposite(const Expression& a, const Expression& b) {
    const Scaled left = scaled(a);
    const Scaled right = scaled(b);
    return left.number == -right.number && left.rest.get() == right.rest.get();
  }

  // ---- products and quotients ----

  // Powers of two in both factors become one number: 0.5 * x * (2 * sigmoid(u)) is x * sigmoid(u).
  Result of_product(const Expression& a, const Expression& b) {
    const Scaled left = scaled(a);
    const Scaled right = scaled(b);
    if (left.number == 1.0 || right.number == 1.0) return std::nullopt;
    if (!is_power_of_two(left.number) && !is_power_of_two(right.number)) return std::nullopt;
    return times(left.number * right.number, make(Opcode::multiply, {left.rest, right.rest}));
  }

  Result of_quotient(const Expression& a, const Expression& b) {
    const Scaled above = scaled(a);
    const Scaled below = scaled(b);
    if (b.is_constant() && above.number != 1.0 && is_power_of_two(b->number)) {
      return times(1.0 / b->number, a);
    }
    const double factor = above.number / below.number;
    if (below.rest.is(Opcode::cosh)) {
      if (const Result left = without(above.rest, Opcode::sinh, below.rest->inputs[0])) {
        return product(factor, *left, odd(Opcode::tanh, below.rest->inputs[0]));
      }
      return product(factor, above.rest, function(Opcode::sech, below.rest->inputs[0]));
    }
    const Result exponential = beside(b, 1.0);
    if (!exponential || !exponential->is(Opcode::exp)) return std::nullopt;
    const Expression& u = (*exponential)->inputs[0];
    if (const Result left = without(above.rest, Opcode::exp, u)) {
      return product(above.number, *left, function(Opcode::sigmoid, u));
    }
    if (const Result left = without(above.rest, Opcode::expm1, u)) {
      return product(above.number, *left, odd(Opcode::tanh, times(0.5, u)));
    }
    return product(above.number, above.rest, function(Opcode::sigmoid, times(-1.0, u)));
  }

  Expression product(double factor, const Expression& a, const Expression& b) {
    return times(factor, make(Opcode::multiply, {a, b}));
  }

  // What remains of a product without its factor opcode(u); nothing where it has no such factor.
  Result without(const Expression& e, Opcode opcode, const Expression& u) {
    if (e.is(opcode) && e->inputs[0].get() == u.get()) return number(1.0);
    if (!e.is(Opcode::multiply)) return std::nullopt;
    for (const std::size_t side : {0u, 1u}) {
      if (const Result rest = without(e->inputs[side], opcode, u)) {
        return make(Opcode::multiply, {*rest, e->inputs[1 - side]});
      }
    }
    return std::nullopt;
  }

  Simplifier& simplifier_;
  std::unordered_map<const Node*, Expression> done_;
};

}  // namespace

Expression stable_form(const Expression& f, Simplifier& simplifier) {
  return StableForm(simplifier).run(f);
}

}  // namespace actlab::formula
