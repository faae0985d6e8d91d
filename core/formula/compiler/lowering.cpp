#include <actlab/core/formula/compiler/lowering.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <actlab/core/base/error.h>

namespace actlab::formula {
namespace {

// A function of `argument` that a step with two outputs computes beside another one.
struct Half {
  Opcode both;
  const Node* argument;
  bool second;
};

// u of exp(-u^2), or null; with `halved`, of exp(-0.5 u^2).
const Node* argument_of_bell(const Node& node, bool halved) {
  if (node.kind != Kind::operation || node.opcode != Opcode::exp) return nullptr;
  const Expression& exponent = node.inputs[0];
  if (!exponent.is(halved ? Opcode::multiply : Opcode::negate)) return nullptr;
  if (halved && !exponent->inputs[0].is_constant(-0.5)) return nullptr;
  const Expression& square = exponent->inputs[halved ? 1 : 0];
  const bool is_square = square->kind == Kind::power && square->exponent == 2;
  return is_square ? square->inputs[0].get() : nullptr;
}

// In order of preference.
std::vector<Half> halves_of(const Node& node) {
  if (const Node* u = argument_of_bell(node, true)) return {{Opcode::normal_pair, u, true}};
  if (const Node* u = argument_of_bell(node, false)) return {{Opcode::erf_pair, u, true}};
  if (node.kind != Kind::operation || node.inputs.empty()) return {};
  const Expression& input = node.inputs[0];
  const Node* u = input.get();
  const bool second = node.opcode == Opcode::sech || node.opcode == Opcode::cos;
  switch (node.opcode) {
    case Opcode::sigmoid:
      if (input.is(Opcode::negate)) return {{Opcode::sigmoid_pair, input->inputs[0].get(), true}};
      return {{Opcode::sigmoid_pair, u, false}, {Opcode::softplus_pair, u, true}};
    case Opcode::softplus:
      return {{Opcode::softplus_pair, u, false}};
    case Opcode::tanh:
      if (input.is(Opcode::softplus)) {
        return {{Opcode::tanh_softplus_pair, input->inputs[0].get(), false}};
      }
      [[fallthrough]];
    case Opcode::sech:
      return {{Opcode::tanh_pair, u, second}};
    case Opcode::sin:
    case Opcode::cos:
      return {{Opcode::sine_pair, u, second}};
    case Opcode::normal_cdf:
      return {{Opcode::normal_pair, u, false}};
    case Opcode::erf:
      return {{Opcode::erf_pair, u, false}};
    default:
      return {};
  }
}

// The derivative of tanh(softplus(u)), sech(softplus(u))^2 sigmoid(u), perhaps times a first
// factor.
struct TanhSoftplusSlope {
  const Node* argument;
  const Node* factor;  // or null
};
std::optional<TanhSoftplusSlope> tanh_softplus_slope(const Expression& node) {
  if (!node.is(Opcode::multiply) || !node->inputs[1].is(Opcode::sigmoid)) return std::nullopt;
  const Node* u = node->inputs[1]->inputs[0].get();
  const Expression& left = node->inputs[0];
  const bool more = left.is(Opcode::multiply);
  const Expression& square = more ? left->inputs[1] : left;
  if (square->kind != Kind::power || square->exponent != 2) return std::nullopt;
  const Expression& sech = square->inputs[0];
  if (!sech.is(Opcode::sech) || !sech->inputs[0].is(Opcode::softplus)) return std::nullopt;
  if (sech->inputs[0]->inputs[0].get() != u) return std::nullopt;
  return TanhSoftplusSlope{u, more ? left->inputs[0].get() : nullptr};
}

// Nodes but for those that only a function of them needs whose own step begins further down.
std::unordered_set<const Node*> needed_nodes(const std::vector<Expression>& inputs_first,
                                             const std::vector<Expression>& roots) {
  std::unordered_set<const Node*> needed;
  for (const Expression& root : roots) needed.insert(root.get());
  for (auto node = inputs_first.rbegin(); node != inputs_first.rend(); ++node) {
    if (!needed.contains(node->get())) continue;
    if (const auto slope = tanh_softplus_slope(*node)) {
      needed.insert({slope->argument, slope->factor});
      continue;
    }
    const std::vector<Half> halves = halves_of(**node);
    if (!halves.empty() && halves[0].both == Opcode::tanh_softplus_pair) {
      needed.insert(halves[0].argument);
      continue;
    }
    for (const Expression& input : (*node)->inputs) needed.insert(input.get());
  }
  return needed;
}

// Dividing by it and multiplying by its inverse, a float as well, give the same bits.
bool is_power_of_two(const Node& node) {
  if (node.kind != Kind::constant) return false;
  int exponent = 0;
  const double fraction = std::frexp(std::fabs(node.number), &exponent);
  return fraction == 0.5 && std::abs(exponent) < 100;
}

// Surely far enough from 0 for its inverse to be a float: c + |u|, c + u^2 and the like.
bool is_positive(const Node& node) {
  constexpr double kSmall = 1e-30;
  if (node.kind != Kind::operation) return false;
  if (node.opcode == Opcode::square_root) return is_positive(*node.inputs[0]);
  if (node.opcode != Opcode::add) return false;
  const auto is_not_negative = [](const Expression& e) {
    return (e->kind == Kind::power && e->exponent > 0 && e->exponent % 2 == 0) ||
           e.is(Opcode::absolute) || e.is(Opcode::exp) || e.is(Opcode::square_root);
  };
  const auto is_offset = [](const Expression& e) { return e.is_constant() && e->number > kSmall; };
  const Expression& a = node.inputs[0];
  const Expression& b = node.inputs[1];
  return (is_offset(a) && is_not_negative(b)) || (is_offset(b) && is_not_negative(a));
}

// u and c of sqrt(u^2 + c), c a positive number; beyond kLargestSquared c no longer counts.
constexpr double kLargestSquared = 0x1p60;
struct Hypotenuse {
  const Node* side;
  double constant;
};
std::optional<Hypotenuse> hypotenuse(const Expression& node) {
  if (!node.is(Opcode::square_root) || !node->inputs[0].is(Opcode::add)) return std::nullopt;
  const Inputs& sum = node->inputs[0]->inputs;
  for (const std::size_t side : {0u, 1u}) {
    const Expression& constant = sum[1 - side];
    if (sum[side]->kind != Kind::power || sum[side]->exponent != 2) continue;
    if (!constant.is_constant() || !(constant->number > 0.0) || constant->number > 1e20) continue;
    return Hypotenuse{sum[side]->inputs[0].get(), constant->number};
  }
  return std::nullopt;
}

class Lowering {
 public:
  Lowering(const std::vector<Expression>& roots, const std::vector<Parameter>& parameters)
      : parameters_(parameters) {
    const std::vector<Expression> nodes = inputs_first(roots);
    const std::unordered_set<const Node*> needed = needed_nodes(nodes, roots);
    for (const Expression& node : nodes) {
      if (!needed.contains(node.get())) continue;
      for (const Half& half : halves_of(*node)) {
        wanted_.insert({half.both, half.argument, half.second});
      }
      if (node.is(Opcode::divide)) ++quotients_[node->inputs[1].get()];
    }
    for (const Expression& node : nodes) values_[node.get()] = lower(node);
    for (const Expression& root : roots) code_.roots.push_back(values_.at(root.get()));
  }

  Steps take() { return std::move(code_); }

 private:
  Value lower(const Expression& node) {
    switch (node->kind) {
      case Kind::constant:
        return constant(node->number);
      case Kind::variable:
        return {Value::Kind::variable, 0};
      case Kind::parameter:
        return parameter(node->parameter->name);
      case Kind::power:
        return power(values_.at(node->inputs[0].get()), node->exponent);
      case Kind::operation:
        break;
    }
    if (const auto slope = tanh_softplus_slope(node)) {
      const Half derivative{Opcode::tanh_softplus_pair, slope->argument, true};
      const Value value = half_of_pair(derivative);
      if (slope->factor == nullptr) return value;
      return step(Opcode::multiply, {values_.at(slope->factor), value});
    }
    if (const auto half = half_to_use(*node)) return half_of_pair(*half);
    if (const auto triangle = hypotenuse(node)) return length(*triangle);
    std::vector<Value> inputs;
    for (const Expression& input : node->inputs) inputs.push_back(values_.at(input.get()));
    // where(c, 1, 0) is c.
    if (node.is(Opcode::select) && node->inputs[1].is_constant(1.0) &&
        node->inputs[2].is_constant(0.0)) {
      return inputs[0];
    }
    if (node.is(Opcode::divide)) return quotient(node, inputs[0], inputs[1]);
    return step(node->opcode, std::move(inputs));
  }

  Value constant(double number) {
    const auto value = static_cast<float>(number);
    std::vector<float>& constants = code_.constants;
    auto found = std::find(constants.begin(), constants.end(), value);
    if (found == constants.end()) found = constants.insert(constants.end(), value);
    return {Value::Kind::constant, static_cast<int>(found - constants.begin())};
  }

  Value parameter(const std::string& name) const {
    for (std::size_t p = 0; p < parameters_.size(); ++p) {
      if (parameters_[p].name == name) return {Value::Kind::parameter, static_cast<int>(p)};
    }
    throw Error(text("[formula] parameter '", name, "' is not in the program's list"));
  }

  static bool depends_on_x(const std::vector<Value>& inputs) {
    return std::any_of(inputs.begin(), inputs.end(), [](const Value& v) {
      return v.is_result() || v.kind == Value::Kind::variable;
    });
  }

  Value new_output(bool depends_on_x) {
    if (depends_on_x) return {Value::Kind::result, code_.results++};
    return {Value::Kind::hoisted, code_.hoisted++};
  }

  // Equal steps are taken once. Returns both outputs.
  std::pair<Value, Value> outputs(Opcode opcode, std::vector<Value> inputs) {
    const auto [entry, is_new] = known_.try_emplace({opcode, inputs});
    if (is_new) {
      const bool of_x = depends_on_x(inputs);
      entry->second.first = new_output(of_x);
      if (has_two_outputs(opcode)) entry->second.second = new_output(of_x);
      (of_x ? code_.steps : code_.setup)
          .push_back({opcode, std::move(inputs), entry->second.first, entry->second.second});
    }
    return entry->second;
  }

  Value step(Opcode opcode, std::vector<Value> inputs) {
    return outputs(opcode, std::move(inputs)).first;
  }

  // By repeated squaring.
  Value power(Value base, int exponent) {
    if (exponent == 0) return constant(1.0);
    Value product = base;
    bool started = false;
    for (int rest = exponent < 0 ? -exponent : exponent; rest > 0; rest /= 2) {
      if (rest % 2 == 1) {
        product = started ? step(Opcode::multiply, {product, base}) : base;
        started = true;
      }
      if (rest > 1) base = step(Opcode::multiply, {base, base});
    }
    return exponent < 0 ? step(Opcode::divide, {constant(1.0), product}) : product;
  }

  // max(|u|, sqrt(min(|u|, 2^60)^2 + c)), as the square of a larger u is no float.
  Value length(const Hypotenuse& triangle) {
    const Value side = step(Opcode::absolute, {values_.at(triangle.side)});
    const Value small = step(Opcode::minimum, {side, constant(kLargestSquared)});
    const Value square = step(Opcode::multiply, {small, small});
    const Value sum = step(Opcode::add, {square, constant(triangle.constant)});
    return step(Opcode::maximum, {side, step(Opcode::square_root, {sum})});
  }

  Value quotient(const Expression& node, const Value& a, const Value& b) {
    const Expression& divisor = node->inputs[1];
    if (is_power_of_two(*divisor)) {
      return step(Opcode::multiply, {a, constant(1.0 / divisor->number)});
    }
    if (quotients_.at(divisor.get()) < 3 || !is_positive(*divisor)) {
      return step(Opcode::divide, {a, b});
    }
    // One division for all: it takes as long as three products.
    const Value one = constant(1.0);
    const Value inverse = step(Opcode::divide, {one, b});
    return a == one ? inverse : step(Opcode::multiply, {a, inverse});
  }

  // Where both halves are wanted, or where the argument's own function is saved.
  std::optional<Half> half_to_use(const Node& node) const {
    for (const Half& half : halves_of(node)) {
      if (half.both == Opcode::tanh_softplus_pair ||
          wanted_.contains({half.both, half.argument, !half.second})) {
        return half;
      }
    }
    return std::nullopt;
  }

  Value half_of_pair(const Half& half) {
    const auto [first, second] = outputs(half.both, {values_.at(half.argument)});
    return half.second ? second : first;
  }

  const std::vector<Parameter>& parameters_;
  std::set<std::tuple<Opcode, const Node*, bool>> wanted_;  // halves of pairs
  std::unordered_map<const Node*, int> quotients_;          // how many, by their divisor
  std::unordered_map<const Node*, Value> values_;
  std::map<std::pair<Opcode, std::vector<Value>>, std::pair<Value, Value>> known_;
  Steps code_;
};

}  // namespace

bool has_two_outputs(Opcode opcode) {
  return opcode >= Opcode::sigmoid_pair && opcode <= Opcode::erf_pair;
}

Steps lower(const std::vector<Expression>& roots, const std::vector<Parameter>& parameters) {
  return Lowering(roots, parameters).take();
}

}  // namespace actlab::formula
