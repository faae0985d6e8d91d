#include <actlab/core/formula/calculus/simplify.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/language/primitives.h>
#include <actlab/core/formula/language/reference.h>

namespace actlab::formula {
namespace {

bool is_normal_float(double value) {
  const double magnitude = std::fabs(value);
  return magnitude == 0.0 || (magnitude >= std::numeric_limits<float>::min() &&
                              magnitude <= std::numeric_limits<float>::max());
}

bool all_constant(const Inputs& inputs) {
  for (const Expression& input : inputs) {
    if (!input.is_constant()) return false;
  }
  return true;
}

bool is_negative_constant(const Expression& e) { return e.is_constant() && e->number < 0.0; }

const Expression& inside(const Expression& negated) { return negated->inputs[0]; }

// Inputs are unique nodes: the same part is the same pointer.
bool identical(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.opcode != b.opcode || a.exponent != b.exponent ||
      a.inputs.size() != b.inputs.size()) {
    return false;
  }
  const bool parameters = a.parameter && b.parameter;
  if (parameters && !(*a.parameter == *b.parameter)) return false;
  if (!(a.number == b.number && std::signbit(a.number) == std::signbit(b.number))) return false;
  for (std::size_t k = 0; k < a.inputs.size(); ++k) {
    if (a.inputs[k].get() != b.inputs[k].get()) return false;
  }
  return true;
}

// Made of constants and parameters alone, a few levels deep.
bool is_finite(const Expression& e, int levels = 4) {
  if (e.is_constant() || e->kind == Kind::parameter) return true;
  if (levels == 0 || e->kind != Kind::operation || e->opcode > Opcode::multiply) return false;
  return std::ranges::all_of(e->inputs,
                             [=](const Expression& input) { return is_finite(input, levels - 1); });
}

// Finite for every x, infinities included: functions that saturate, and products of such. Looks a
// few levels deep.
bool is_bounded(const Expression& e, int levels = 4) {
  if (e.is_constant()) return true;
  if (levels == 0) return false;
  if (e->kind == Kind::power) return e->exponent > 0 && is_bounded(e->inputs[0], levels - 1);
  if (e->kind != Kind::operation) return false;
  if (is_unary(e->opcode)) return primitive(e->opcode).bounded;
  if (e->opcode != Opcode::multiply && e->opcode != Opcode::chain && e->opcode != Opcode::negate) {
    return false;
  }
  return std::ranges::all_of(
      e->inputs, [=](const Expression& input) { return is_bounded(input, levels - 1); });
}

}  // namespace

Simplifier::Simplifier(std::int64_t node_limit) : node_limit_(node_limit) {}

Expression Simplifier::unique(const Node& node) {
  const Expression made(node);
  const auto [begin, end] = table_.equal_range(made->hash);
  for (auto entry = begin; entry != end; ++entry) {
    if (identical(*entry->second, *made)) return entry->second;
  }
  if (++nodes_ > node_limit_) {
    throw UsageError(text("[formula] the formula or its derivative needs more than ", node_limit_,
                          " operations; write a smaller one"));
  }
  table_.emplace(made->hash, made);
  return made;
}

Expression Simplifier::simplify(const Expression& expression) {
  std::unordered_map<const Node*, Expression> done;
  for (const Expression& node : inputs_first({expression})) {
    Inputs inputs;
    for (const Expression& input : node->inputs) inputs.push_back(done.at(input.get()));
    Expression result;
    switch (node->kind) {
      case Kind::constant:
        result = constant(node->number);
        break;
      case Kind::power:
        result = power(inputs[0], node->exponent);
        break;
      case Kind::operation:
        result = operation(node->opcode, std::move(inputs));
        break;
      default:
        result = unique(*node);
        break;
    }
    done.emplace(node.get(), std::move(result));
  }
  return done.at(expression.get());
}

Expression Simplifier::constant(double value) {
  return unique(Node{.kind = Kind::constant, .number = value == 0.0 ? 0.0 : value});
}

Expression Simplifier::operation(Opcode opcode, Inputs inputs) {
  if (all_constant(inputs)) {
    const double value = evaluate(formula::operation(opcode, inputs), 0.0);
    if (is_normal_float(value)) return constant(value);
  }
  switch (opcode) {
    case Opcode::add:
      return add(inputs[0], inputs[1]);
    case Opcode::subtract:
      return subtract(inputs[0], inputs[1]);
    case Opcode::multiply:
      return multiply(inputs[0], inputs[1]);
    case Opcode::divide:
      return divide(inputs[0], inputs[1]);
    case Opcode::negate:
      return negate(inputs[0]);
    case Opcode::chain:
      return chain(inputs[0], inputs[1]);
    case Opcode::minimum:
    case Opcode::maximum:
      if (inputs[0].get() == inputs[1].get()) return inputs[0];
      break;
    case Opcode::select:
      if (inputs[0].is_constant()) return inputs[0]->number != 0.0 ? inputs[1] : inputs[2];
      break;
    case Opcode::absolute:
      if (inputs[0].is(Opcode::negate)) return operation(opcode, {inside(inputs[0])});
      break;
    default:
      break;
  }
  return unique(Node{.kind = Kind::operation, .opcode = opcode, .inputs = std::move(inputs)});
}

Expression Simplifier::power(const Expression& base, int exponent) {
  if (exponent == 0) return constant(1.0);
  if (exponent == 1) return base;
  if (base.is_constant()) {
    const double value = evaluate(formula::power(base, exponent), 0.0);
    if (is_normal_float(value)) return constant(value);
  }
  if (base.is(Opcode::negate)) {
    const Expression result = power(inside(base), exponent);
    return exponent % 2 == 0 ? result : negate(result);
  }
  return unique(Node{.kind = Kind::power, .exponent = exponent, .inputs = {base}});
}

Expression Simplifier::add(const Expression& a, const Expression& b) {
  if (a.is_constant(0.0)) return b;
  if (b.is_constant(0.0)) return a;
  if (b.is(Opcode::negate)) return operation(Opcode::subtract, {a, inside(b)});
  if (a.is(Opcode::negate)) return operation(Opcode::subtract, {b, inside(a)});
  if (is_negative_constant(b)) return operation(Opcode::subtract, {a, constant(-b->number)});
  return unique(Node{.kind = Kind::operation, .opcode = Opcode::add, .inputs = {a, b}});
}

Expression Simplifier::subtract(const Expression& a, const Expression& b) {
  if (b.is_constant(0.0)) return a;
  if (a.is_constant(0.0)) return negate(b);
  if (b.is(Opcode::negate)) return operation(Opcode::add, {a, inside(b)});
  if (is_negative_constant(b)) return operation(Opcode::add, {a, constant(-b->number)});
  if (a.is(Opcode::negate)) return negate(operation(Opcode::add, {inside(a), b}));
  return unique(Node{.kind = Kind::operation, .opcode = Opcode::subtract, .inputs = {a, b}});
}

Expression Simplifier::multiply(const Expression& a, const Expression& b) {
  if (a.is_constant(1.0)) return b;
  if (b.is_constant(1.0)) return a;
  if (a.is_constant(-1.0)) return negate(b);
  if (b.is_constant(-1.0)) return negate(a);
  if (a.is(Opcode::negate)) {
    if (b.is_constant()) return operation(Opcode::multiply, {inside(a), constant(-b->number)});
    return negate(operation(Opcode::multiply, {inside(a), b}));
  }
  if (b.is(Opcode::negate)) {
    if (a.is_constant()) return operation(Opcode::multiply, {constant(-a->number), inside(b)});
    return negate(operation(Opcode::multiply, {a, inside(b)}));
  }
  return unique(Node{.kind = Kind::operation, .opcode = Opcode::multiply, .inputs = {a, b}});
}

Expression Simplifier::divide(const Expression& a, const Expression& b) {
  if (b.is_constant(1.0)) return a;
  if (b.is_constant(-1.0)) return negate(a);
  if (a.is(Opcode::negate)) return negate(operation(Opcode::divide, {inside(a), b}));
  if (b.is(Opcode::negate)) return negate(operation(Opcode::divide, {a, inside(b)}));
  return unique(Node{.kind = Kind::operation, .opcode = Opcode::divide, .inputs = {a, b}});
}

Expression Simplifier::negate(const Expression& a) {
  if (a.is_constant()) return constant(-a->number);
  if (a.is(Opcode::negate)) return inside(a);
  if (a.is(Opcode::subtract)) return operation(Opcode::subtract, {a->inputs[1], a->inputs[0]});
  return unique(Node{.kind = Kind::operation, .opcode = Opcode::negate, .inputs = {a}});
}

Expression Simplifier::chain(const Expression& outer, const Expression& inner) {
  // A factor that is always finite needs no guard against 0 * infinity.
  if (is_finite(outer) || is_finite(inner) || (is_bounded(outer) && is_bounded(inner))) {
    return operation(Opcode::multiply, {outer, inner});
  }
  if (outer.is(Opcode::negate)) return negate(chain(inside(outer), inner));
  if (inner.is(Opcode::negate)) return negate(chain(outer, inside(inner)));
  return unique(Node{.kind = Kind::operation, .opcode = Opcode::chain, .inputs = {outer, inner}});
}

Expression simplify(const Expression& expression) {
  return Simplifier(std::int64_t{1} << 20).simplify(expression);
}

}  // namespace actlab::formula
