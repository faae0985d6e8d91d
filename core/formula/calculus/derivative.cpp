#include <actlab/core/formula/calculus/derivative.h>

#include <unordered_map>
#include <utility>
#include <vector>

#include <actlab/core/formula/language/parser.h>
#include <actlab/core/formula/language/primitives.h>

namespace actlab::formula {
namespace {

// The derivative of a unary function as an expression of x.
const Expression& rule(Opcode opcode) {
  static const std::unordered_map<int, Expression> rules = [] {
    std::unordered_map<int, Expression> parsed;
    for (const Primitive& row : primitives()) {
      parsed.emplace(static_cast<int>(row.opcode), parse(row.derivative));
    }
    return parsed;
  }();
  return rules.at(static_cast<int>(opcode));
}

// Forward differentiation. An empty expression stands for a derivative that is zero.
class Differentiator {
 public:
  Differentiator(Simplifier& simplifier, const std::string* parameter)
      : simplifier_(simplifier), parameter_(parameter) {}

  Expression run(const Expression& f) {
    for (const Expression& node : inputs_first({f})) done_[node.get()] = differentiate(node);
    const Expression result = done_.at(f.get());
    return result ? result : simplifier_.constant(0.0);
  }

 private:
  Expression make(Opcode opcode, Inputs inputs) {
    return simplifier_.operation(opcode, std::move(inputs));
  }
  const Expression& of(const Expression& input) const { return done_.at(input.get()); }
  Expression or_zero(const Expression& e) { return e ? e : simplifier_.constant(0.0); }

  Expression differentiate(const Expression& node) {
    switch (node->kind) {
      case Kind::constant:
        return {};
      case Kind::variable:
        return parameter_ == nullptr ? simplifier_.constant(1.0) : Expression{};
      case Kind::parameter: {
        const bool wanted = parameter_ != nullptr && node->parameter->name == *parameter_;
        return wanted ? simplifier_.constant(1.0) : Expression{};
      }
      case Kind::power:
        return of_power(node);
      case Kind::operation:
        break;
    }
    return of_operation(node);
  }

  Expression of_operation(const Expression& node) {
    switch (node->opcode) {
      case Opcode::add:
      case Opcode::subtract:
        return of_sum(node);
      case Opcode::multiply:
      case Opcode::chain:
        return of_product(node);
      case Opcode::divide:
        return of_quotient(node);
      case Opcode::minimum:
      case Opcode::maximum:
        return of_extremum(node);
      case Opcode::select:
        return of_select(node);
      case Opcode::less:
      case Opcode::less_equal:
      case Opcode::equal:
      case Opcode::not_equal:
        return {};
      case Opcode::negate: {
        const Expression& d = of(node->inputs[0]);
        return d ? make(Opcode::negate, {d}) : Expression{};
      }
      default:
        return of_function(node);
    }
  }

  Expression of_sum(const Expression& node) {
    const Expression& da = of(node->inputs[0]);
    const Expression& db = of(node->inputs[1]);
    if (da && db) return make(node->opcode, {da, db});
    if (da || !db) return da;
    return node->opcode == Opcode::add ? db : make(Opcode::negate, {db});
  }

  Expression of_product(const Expression& node) {
    const Expression& a = node->inputs[0];
    const Expression& b = node->inputs[1];
    const Expression left = of(a) ? make(Opcode::multiply, {of(a), b}) : Expression{};
    const Expression right = of(b) ? times(Opcode::multiply, a, of(b)) : Expression{};
    if (left && right) return make(Opcode::add, {left, right});
    return left ? left : right;
  }

  // (a / b)' = (a' - (a / b) b') / b
  Expression of_quotient(const Expression& node) {
    const Expression& da = of(node->inputs[0]);
    const Expression& db = of(node->inputs[1]);
    const Expression& b = node->inputs[1];
    if (!db) return da ? quotient(da, b) : Expression{};
    if (const Expression slope = of_saturating(node->inputs[0], b)) return slope;
    if (!da)
      return make(Opcode::negate, {times(Opcode::chain, make(Opcode::divide, {node, b}), db)});
    return make(Opcode::divide, {make(Opcode::subtract, {da, make(Opcode::chain, {node, db})}), b});
  }

  // a / (c + a), a / (c + |a|) and a / sqrt(c + a^2), where c does not depend on the variable, have
  // the slopes c a' / b^2, c a' / b^2 and c a' / b^3: in the general form nearly all digits cancel
  // where the quotient is close to 1. Empty for other quotients.
  Expression of_saturating(const Expression& a, const Expression& b) {
    const bool root = b.is(Opcode::square_root);
    const Expression& sum = root ? b->inputs[0] : b;
    if (!sum.is(Opcode::add)) return {};
    for (const std::size_t side : {0u, 1u}) {
      const Expression& c = sum->inputs[1 - side];
      if (of(c) || !grows_with(a, sum->inputs[side], root)) continue;
      const Expression below = simplifier_.power(b, root ? 3 : 2);
      return make(Opcode::divide, {make(Opcode::multiply, {c, of(a)}), below});
    }
    if (!a.is(Opcode::multiply) || of(a->inputs[0])) return {};
    const Expression inner = of_saturating(a->inputs[1], b);
    return inner ? make(Opcode::multiply, {a->inputs[0], inner}) : Expression{};
  }

  static bool grows_with(const Expression& a, const Expression& term, bool root) {
    if (root) {
      return term->kind == Kind::power && term->exponent == 2 && term->inputs[0].get() == a.get();
    }
    return term.get() == a.get() || (term.is(Opcode::absolute) && term->inputs[0].get() == a.get());
  }

  // By a parameter (a1 * a2) / b is (a1 / b) * a2: the derivatives of a polynomial's coefficients
  // are then each the one before times x.
  Expression quotient(const Expression& a, const Expression& b) {
    if (parameter_ == nullptr || !a.is(Opcode::multiply)) return make(Opcode::divide, {a, b});
    return make(Opcode::multiply, {quotient(a->inputs[0], b), a->inputs[1]});
  }

  Expression of_power(const Expression& node) {
    const Expression& base = node->inputs[0];
    if (!of(base)) return {};
    const Expression outer = make(Opcode::multiply, {simplifier_.constant(node->exponent),
                                                     simplifier_.power(base, node->exponent - 1)});
    return times(Opcode::chain, outer, of(base));
  }

  Expression of_extremum(const Expression& node) {
    const Expression& a = node->inputs[0];
    const Expression& b = node->inputs[1];
    if (!of(a) && !of(b)) return {};
    const bool is_minimum = node->opcode == Opcode::minimum;
    const Expression takes_a = make(Opcode::less, is_minimum ? Inputs{a, b} : Inputs{b, a});
    return make(Opcode::select, {takes_a, or_zero(of(a)), or_zero(of(b))});
  }

  Expression of_select(const Expression& node) {
    const Expression& da = of(node->inputs[1]);
    const Expression& db = of(node->inputs[2]);
    if (!da && !db) return {};
    return make(Opcode::select, {node->inputs[0], or_zero(da), or_zero(db)});
  }

  Expression of_function(const Expression& node) {
    const Expression& argument = node->inputs[0];
    if (!of(argument)) return {};
    const Expression outer = simplifier_.simplify(substitute(rule(node->opcode), argument));
    if (outer.is_constant(0.0)) return {};
    return times(Opcode::chain, outer, of(argument));
  }

  // outer * (a * b) as (outer * a) * b: what stands outside of the part that depends on a parameter
  // is then the same for all parameters, and computed once.
  Expression times(Opcode opcode, const Expression& outer, const Expression& inner) {
    if (inner.is(Opcode::multiply) || inner.is(Opcode::chain)) {
      const Expression so_far = times(opcode, outer, inner->inputs[0]);
      const bool guarded = opcode == Opcode::chain || inner.is(Opcode::chain);
      return make(guarded ? Opcode::chain : Opcode::multiply, {so_far, inner->inputs[1]});
    }
    return make(opcode, {outer, inner});
  }

  Simplifier& simplifier_;
  const std::string* parameter_;
  std::unordered_map<const Node*, Expression> done_;
};

}  // namespace

Expression derivative(const Expression& f, Simplifier& simplifier) {
  return Differentiator(simplifier, nullptr).run(f);
}

Expression derivative(const Expression& f, const std::string& parameter, Simplifier& simplifier) {
  return Differentiator(simplifier, &parameter).run(f);
}

}  // namespace actlab::formula
