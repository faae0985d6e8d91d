#include <actlab/core/formula/language/expression.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <unordered_set>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/formula/language/primitives.h>

namespace actlab::formula {
namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  // The finaliser of SplitMix64 over a running combination.
  hash ^= value + 0x9e3779b97f4a7c15u + (hash << 6) + (hash >> 2);
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
  return hash ^ (hash >> 31);
}

std::uint64_t structural_hash(const Node& node) {
  std::uint64_t hash =
      mix(static_cast<std::uint64_t>(node.kind), static_cast<std::uint64_t>(node.opcode));
  hash = mix(hash, static_cast<std::uint64_t>(node.exponent));
  hash = mix(hash, std::bit_cast<std::uint64_t>(node.number));
  if (node.parameter) hash = mix(hash, std::hash<std::string>{}(node.parameter->name));
  for (const Expression& input : node.inputs) hash = mix(hash, input->hash);
  return hash;
}

bool same_parameter(const Node& a, const Node& b) {
  return a.parameter == b.parameter || (a.parameter && b.parameter && *a.parameter == *b.parameter);
}

bool same_but_inputs(const Node& a, const Node& b) {
  return a.hash == b.hash && a.kind == b.kind && a.opcode == b.opcode && a.exponent == b.exponent &&
         std::bit_cast<std::uint64_t>(a.number) == std::bit_cast<std::uint64_t>(b.number) &&
         same_parameter(a, b) && a.inputs.size() == b.inputs.size();
}

}  // namespace

// ---- building ---------------------------------------------------------------------------------

Expression::Expression(double value) : Expression(Node{.kind = Kind::constant, .number = value}) {}

Expression::Expression(const Node& node) {
  const auto made = std::make_shared<Node>(node);
  made->depth = 1;
  made->tree_size = 1;
  for (const Expression& input : node.inputs) {
    made->depth = std::max(made->depth, input->depth + 1);
    made->tree_size = std::min(made->tree_size + input->tree_size, kTreeSizeLimit);
  }
  if (made->depth > kDeepest) {
    throw UsageError(text("[formula] an expression may be ", kDeepest, " levels deep at most"));
  }
  made->hash = structural_hash(node);
  node_ = made;
}

bool Expression::is(Opcode opcode) const {
  return node_ != nullptr && node_->kind == Kind::operation && node_->opcode == opcode;
}
bool Expression::is_constant() const { return node_ != nullptr && node_->kind == Kind::constant; }
bool Expression::is_constant(double value) const { return is_constant() && node_->number == value; }

Expression x() { return Expression(Node{.kind = Kind::variable}); }

Expression constant(double value) { return Expression(value); }

Expression parameter(std::string name, float initial, Sharing sharing) {
  return Expression(Node{.kind = Kind::parameter,
                         .parameter = std::make_shared<const Parameter>(
                             Parameter{std::move(name), initial, sharing})});
}

Expression operation(Opcode opcode, Inputs inputs) {
  return Expression(Node{.kind = Kind::operation, .opcode = opcode, .inputs = std::move(inputs)});
}

Expression power(const Expression& base, int exponent) {
  if (exponent < -kLargestExponent || exponent > kLargestExponent) {
    throw UsageError(text("[formula] an exponent must be from ", -kLargestExponent, " to ",
                          kLargestExponent, ", got ", exponent));
  }
  return Expression(Node{.kind = Kind::power, .exponent = exponent, .inputs = {base}});
}

Expression call(std::string_view function, const Expression& argument) {
  const Primitive* row = find_primitive(function);
  if (row == nullptr) {
    throw UsageError(text("[formula] unknown function '", function, "'",
                          did_you_mean(function, primitive_names())));
  }
  return operation(row->opcode, {argument});
}

Expression operator+(const Expression& a, const Expression& b) {
  return operation(Opcode::add, {a, b});
}
Expression operator-(const Expression& a, const Expression& b) {
  return operation(Opcode::subtract, {a, b});
}
Expression operator*(const Expression& a, const Expression& b) {
  return operation(Opcode::multiply, {a, b});
}
Expression operator/(const Expression& a, const Expression& b) {
  return operation(Opcode::divide, {a, b});
}
Expression operator-(const Expression& a) { return operation(Opcode::negate, {a}); }
Expression min(const Expression& a, const Expression& b) {
  return operation(Opcode::minimum, {a, b});
}
Expression max(const Expression& a, const Expression& b) {
  return operation(Opcode::maximum, {a, b});
}
Expression less(const Expression& a, const Expression& b) {
  return operation(Opcode::less, {a, b});
}
Expression less_equal(const Expression& a, const Expression& b) {
  return operation(Opcode::less_equal, {a, b});
}
Expression equal(const Expression& a, const Expression& b) {
  return operation(Opcode::equal, {a, b});
}
Expression not_equal(const Expression& a, const Expression& b) {
  return operation(Opcode::not_equal, {a, b});
}
Expression where(const Expression& condition, const Expression& a, const Expression& b) {
  return operation(Opcode::select, {condition, a, b});
}
Expression abs(const Expression& a) { return operation(Opcode::absolute, {a}); }
Expression sqrt(const Expression& a) { return operation(Opcode::square_root, {a}); }
Expression exp(const Expression& a) { return operation(Opcode::exp, {a}); }
Expression log(const Expression& a) { return operation(Opcode::log, {a}); }
Expression sin(const Expression& a) { return operation(Opcode::sin, {a}); }
Expression cos(const Expression& a) { return operation(Opcode::cos, {a}); }
Expression tanh(const Expression& a) { return operation(Opcode::tanh, {a}); }
Expression erf(const Expression& a) { return operation(Opcode::erf, {a}); }
Expression sigmoid(const Expression& a) { return operation(Opcode::sigmoid, {a}); }
Expression softplus(const Expression& a) { return operation(Opcode::softplus, {a}); }

// ---- reading ----------------------------------------------------------------------------------

bool same(const Expression& a, const Expression& b) {
  if (!a || !b) return !a && !b;
  // Pairs met once need no second look: without this, shared parts would cost exponential time.
  std::unordered_map<const Node*, std::unordered_set<const Node*>> met;
  std::vector<std::pair<const Node*, const Node*>> open{{a.get(), b.get()}};
  while (!open.empty()) {
    const auto [left, right] = open.back();
    open.pop_back();
    if (left == right || !met[left].insert(right).second) continue;
    if (!same_but_inputs(*left, *right)) return false;
    for (std::size_t k = 0; k < left->inputs.size(); ++k) {
      open.emplace_back(left->inputs[k].get(), right->inputs[k].get());
    }
  }
  return true;
}

std::vector<Expression> inputs_first(const std::vector<Expression>& roots) {
  std::vector<Expression> order;
  std::unordered_set<const Node*> done;
  struct Frame {
    Expression expression;
    std::size_t next_input;
  };
  std::vector<Frame> stack;
  for (const Expression& root : roots) {
    if (root && !done.contains(root.get())) stack.push_back({root, 0});
    while (!stack.empty()) {
      Frame& frame = stack.back();
      const Inputs& inputs = frame.expression->inputs;
      if (frame.next_input < inputs.size()) {
        const Expression& input = inputs[frame.next_input++];
        if (!done.contains(input.get())) stack.push_back({input, 0});
        continue;
      }
      if (done.insert(frame.expression.get()).second) order.push_back(frame.expression);
      stack.pop_back();
    }
  }
  return order;
}

std::vector<Parameter> parameters_of(const Expression& expression) {
  std::vector<Parameter> result;
  for (const Expression& node : inputs_first({expression})) {
    if (node->kind != Kind::parameter) continue;
    const auto same_name = [&](const Parameter& p) { return p.name == node->parameter->name; };
    const auto found = std::find_if(result.begin(), result.end(), same_name);
    if (found == result.end()) {
      result.push_back(*node->parameter);
    } else if (!(*found == *node->parameter)) {
      throw UsageError(text("[formula] parameter '", found->name,
                            "' is used with two different starting values or kinds"));
    }
  }
  return result;
}

Expression substitute(const Expression& expression, const Expression& for_x,
                      const std::unordered_map<std::string, Expression>& for_parameters) {
  std::unordered_map<const Node*, Expression> copies;
  for (const Expression& node : inputs_first({expression})) {
    Expression copy = node;
    if (node->kind == Kind::variable) {
      copy = for_x;
    } else if (node->kind == Kind::parameter) {
      const auto found = for_parameters.find(node->parameter->name);
      if (found != for_parameters.end()) copy = found->second;
    } else if (!node->inputs.empty()) {
      Node changed = *node;
      for (Expression& input : changed.inputs) input = copies.at(input.get());
      copy = Expression(changed);
    }
    copies.emplace(node.get(), std::move(copy));
  }
  return copies.at(expression.get());
}

}  // namespace actlab::formula
