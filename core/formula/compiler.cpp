#include "core/formula/compiler.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"

namespace actlab::formula {
namespace {

using kernels::FormulaProgram;
using kernels::Instruction;

// Values are numbered x, parameters, constants, results, each assigned once; constants and results
// get their final numbers when all are known.
struct Value {
  enum class Kind { variable, parameter, constant, result } kind = Kind::result;
  int index = 0;
  auto operator<=>(const Value&) const = default;
};

struct Step {
  Opcode opcode{};
  std::vector<Value> inputs;
  Value output;
  Value second_output;  // of sigmoid_pair
};

// Lowers expressions to steps: powers become products, sigmoid(u) and sigmoid(-u) one step.
class Lowering {
 public:
  Lowering(const std::vector<Expression>& roots, const std::vector<Parameter>& parameters)
      : parameters_(parameters) {
    const std::vector<Expression> nodes = inputs_first(roots);
    for (const Expression& node : nodes) {
      if (node.is(Opcode::sigmoid)) sigmoid_arguments_[node->inputs[0].get()] = true;
    }
    for (const Expression& node : nodes) values_[node.get()] = lower(node);
    for (const Expression& root : roots) roots_.push_back(values_.at(root.get()));
    remove_unused();
  }

  const std::vector<Step>& steps() const { return steps_; }
  const std::vector<float>& constants() const { return constants_; }
  const std::vector<Value>& roots() const { return roots_; }
  int results() const { return results_; }

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
    if (node.is(Opcode::sigmoid)) return sigmoid(node->inputs[0]);
    std::vector<Value> inputs;
    for (const Expression& input : node->inputs) inputs.push_back(values_.at(input.get()));
    // where(c, 1, 0) is c.
    if (node.is(Opcode::select) && node->inputs[1].is_constant(1.0) &&
        node->inputs[2].is_constant(0.0)) {
      return inputs[0];
    }
    return step(node->opcode, std::move(inputs));
  }

  Value constant(double number) {
    const auto value = static_cast<float>(number);
    auto found = std::find(constants_.begin(), constants_.end(), value);
    if (found == constants_.end()) found = constants_.insert(constants_.end(), value);
    return {Value::Kind::constant, static_cast<int>(found - constants_.begin())};
  }

  Value parameter(const std::string& name) const {
    for (std::size_t p = 0; p < parameters_.size(); ++p) {
      if (parameters_[p].name == name) return {Value::Kind::parameter, static_cast<int>(p)};
    }
    throw Error(text("[formula] parameter '", name, "' is not in the program's list"));
  }

  Value new_result() { return {Value::Kind::result, results_++}; }

  // Equal steps are taken once.
  Value step(Opcode opcode, std::vector<Value> inputs) {
    const auto [entry, is_new] = known_.try_emplace({opcode, inputs});
    if (is_new) {
      entry->second = new_result();
      steps_.push_back({opcode, std::move(inputs), entry->second, {}});
    }
    return entry->second;
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

  Value sigmoid(const Expression& argument) {
    const bool negated = argument.is(Opcode::negate);
    const Expression& base = negated ? argument->inputs[0] : argument;
    const bool other_is_used = negated ? sigmoid_arguments_.contains(base.get())
                                       : negated_arguments().contains(base.get());
    if (!other_is_used) return step(Opcode::sigmoid, {values_.at(argument.get())});
    const auto [entry, is_new] = pairs_.try_emplace(base.get());
    if (is_new) {
      entry->second = {new_result(), new_result()};
      steps_.push_back({Opcode::sigmoid_pair,
                        {values_.at(base.get())},
                        entry->second.first,
                        entry->second.second});
    }
    return negated ? entry->second.second : entry->second.first;
  }

  // u of every sigmoid(-u).
  const std::unordered_map<const Node*, bool>& negated_arguments() {
    if (negated_.empty()) {
      for (const auto& [node, used] : sigmoid_arguments_) {
        if (node->kind == Kind::operation && node->opcode == Opcode::negate) {
          negated_[node->inputs[0].get()] = used;
        }
      }
    }
    return negated_;
  }

  void remove_unused() {
    std::vector<bool> used(static_cast<std::size_t>(results_), false);
    const auto mark = [&](const Value& v) {
      if (v.kind == Value::Kind::result) used[static_cast<std::size_t>(v.index)] = true;
    };
    const auto is_used = [&](const Step& s) {
      return used[static_cast<std::size_t>(s.output.index)] ||
             (s.opcode == Opcode::sigmoid_pair &&
              used[static_cast<std::size_t>(s.second_output.index)]);
    };
    for (const Value& root : roots_) mark(root);
    std::vector<Step> kept;
    for (auto s = steps_.rbegin(); s != steps_.rend(); ++s) {
      if (!is_used(*s)) continue;
      for (const Value& input : s->inputs) mark(input);
      kept.push_back(*s);
    }
    std::reverse(kept.begin(), kept.end());
    steps_ = std::move(kept);
  }

  const std::vector<Parameter>& parameters_;
  std::unordered_map<const Node*, bool> sigmoid_arguments_;
  std::unordered_map<const Node*, bool> negated_;
  std::unordered_map<const Node*, Value> values_;
  std::unordered_map<const Node*, std::pair<Value, Value>> pairs_;
  std::map<std::pair<Opcode, std::vector<Value>>, Value> known_;
  std::vector<Step> steps_;
  std::vector<float> constants_;
  std::vector<Value> roots_;
  int results_ = 0;
};

// Gives results to registers: a register is free again after the last use of its result. Outputs
// of the program keep theirs.
class RegisterAllocation {
 public:
  RegisterAllocation(const Lowering& code, int first_constant)
      : code_(code),
        first_constant_(first_constant),
        next_(first_constant + static_cast<int>(code.constants().size())),
        last_use_(static_cast<std::size_t>(code.results()), -1),
        register_(static_cast<std::size_t>(code.results()), -1) {
    const auto& steps = code.steps();
    for (std::size_t s = 0; s < steps.size(); ++s) {
      for (const Value& input : steps[s].inputs) use(input, static_cast<int>(s));
    }
    for (const Value& root : code.roots()) use(root, static_cast<int>(steps.size()));
  }

  std::vector<Instruction> instructions() {
    std::vector<Instruction> result;
    const auto& steps = code_.steps();
    for (std::size_t s = 0; s < steps.size(); ++s) {
      Instruction instruction;
      instruction.opcode = steps[s].opcode;
      for (std::size_t k = 0; k < steps[s].inputs.size(); ++k) {
        instruction.input[k] = static_cast<std::uint16_t>(number(steps[s].inputs[k]));
      }
      for (const Value& input : steps[s].inputs) release(input, static_cast<int>(s));
      instruction.output = take(steps[s].output);
      const bool pair = steps[s].opcode == Opcode::sigmoid_pair;
      if (pair) instruction.second_output = take(steps[s].second_output);
      result.push_back(instruction);
      // A result that nothing reads, such as the second of a pair, is free at once.
      release_unread(steps[s].output);
      if (pair) release_unread(steps[s].second_output);
    }
    return result;
  }

  int number(const Value& value) const {
    switch (value.kind) {
      case Value::Kind::variable:
        return 0;
      case Value::Kind::parameter:
        return 1 + value.index;
      case Value::Kind::constant:
        return first_constant_ + value.index;
      case Value::Kind::result:
        break;
    }
    return register_[static_cast<std::size_t>(value.index)];
  }

  int registers() const { return next_; }

 private:
  void use(const Value& value, int step) {
    if (value.kind == Value::Kind::result) last_use_[static_cast<std::size_t>(value.index)] = step;
  }

  void release(const Value& value, int step) {
    if (value.kind != Value::Kind::result) return;
    int& last = last_use_[static_cast<std::size_t>(value.index)];
    if (last != step) return;
    last = kReleased;  // an instruction may name an input twice
    free_.push_back(number(value));
  }

  void release_unread(const Value& value) { release(value, -1); }

  std::uint16_t take(const Value& value) {
    int chosen = next_;
    if (free_.empty()) {
      ++next_;
    } else {
      chosen = free_.back();
      free_.pop_back();
    }
    register_[static_cast<std::size_t>(value.index)] = chosen;
    return static_cast<std::uint16_t>(chosen);
  }

  static constexpr int kReleased = -2;
  const Lowering& code_;
  int first_constant_;
  int next_;
  std::vector<int> last_use_;  // the last step that reads a result, -1 for none
  std::vector<int> register_;
  std::vector<int> free_;
};

}  // namespace

FormulaProgram compile_program(const Outputs& outputs, const std::vector<Parameter>& parameters) {
  std::vector<Expression> roots{outputs.value};
  if (outputs.derivative) roots.push_back(outputs.derivative);
  roots.insert(roots.end(), outputs.parameter_derivatives.begin(),
               outputs.parameter_derivatives.end());
  const Lowering code(roots, parameters);

  FormulaProgram program;
  program.parameters = static_cast<int>(parameters.size());
  program.constants = code.constants();
  RegisterAllocation allocation(code, 1 + program.parameters);
  program.instructions = allocation.instructions();
  program.registers = allocation.registers();
  auto root = code.roots().begin();
  program.value = allocation.number(*root++);
  if (outputs.derivative) program.derivative = allocation.number(*root++);
  for (; root != code.roots().end(); ++root) {
    program.parameter_derivatives.push_back(allocation.number(*root));
  }
  return program;
}

}  // namespace actlab::formula
