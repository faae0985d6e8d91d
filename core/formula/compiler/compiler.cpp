#include <actlab/core/formula/compiler/compiler.h>

#include <algorithm>

#include <actlab/core/formula/compiler/fusion.h>
#include <actlab/core/formula/compiler/lowering.h>

namespace actlab::formula {
namespace {

using kernels::FormulaProgram;
using kernels::Instruction;

// Gives results to registers: a register is free again after the last use of its result. Outputs
// of the program keep theirs. What only the next step reads stays in the accumulator.
class RegisterAllocation {
 public:
  RegisterAllocation(const Steps& code, int parameters, int sums)
      : code_(code),
        first_hoisted_(1 + parameters),
        first_constant_(first_hoisted_ + code.hoisted),
        d_y_(first_constant_ + static_cast<int>(code.constants.size())),
        next_(sums > 0 ? d_y_ + 1 + sums : d_y_),
        last_use_(static_cast<std::size_t>(code.results), -1),
        register_(static_cast<std::size_t>(code.results), -1),
        stored_(static_cast<std::size_t>(code.results), false),
        uses_(static_cast<std::size_t>(code.results), 0) {
    const auto& steps = code.steps;
    for (const Step& step : steps) {
      for (const Value& input : step.inputs) count_use(input);
    }
    for (const Value& root : code.roots) count_use(root);
    for (std::size_t s = 0; s < steps.size(); ++s) {
      const std::size_t accumulated = accumulated_input(s);
      for (std::size_t k = 0; k < steps[s].inputs.size(); ++k) {
        use(steps[s].inputs[k], static_cast<int>(s), k + 1 != accumulated);
      }
    }
    for (const Value& root : code.roots) use(root, static_cast<int>(steps.size()), true);
  }

  // Derived values have registers of their own.
  std::vector<Instruction> setup() const {
    std::vector<Instruction> result;
    for (const Step& step : code_.setup) {
      result.push_back(reading(step));
      result.back().output = static_cast<std::uint16_t>(number(step.output));
      if (has_two_outputs(step.opcode)) {
        result.back().second_output = static_cast<std::uint16_t>(number(step.second_output));
      }
    }
    return result;
  }

  std::vector<Instruction> instructions() {
    std::vector<Instruction> result;
    const auto& steps = code_.steps;
    for (std::size_t s = 0; s < steps.size(); ++s) {
      Instruction instruction = reading(steps[s]);
      instruction.accumulated = static_cast<std::uint8_t>(accumulated_input(s));
      for (const Value& input : steps[s].inputs) release(input, static_cast<int>(s));
      instruction.output = take(steps[s].output);
      instruction.leaves_second = leaves_second(s);
      instruction.stored = is_stored(accumulator_after(s));
      const bool pair = has_two_outputs(steps[s].opcode);
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
      case Value::Kind::hoisted:
        return first_hoisted_ + value.index;
      case Value::Kind::constant:
        return first_constant_ + value.index;
      case Value::Kind::d_y:
        return d_y_;
      case Value::Kind::sum:
        return d_y_ + 1 + value.index;
      case Value::Kind::result:
        break;
    }
    return register_[static_cast<std::size_t>(value.index)];
  }

  int registers() const { return next_; }

 private:
  Instruction reading(const Step& step) const {
    Instruction instruction;
    instruction.opcode = step.opcode;
    for (std::size_t k = 0; k < step.inputs.size(); ++k) {
      instruction.input[k] = static_cast<std::uint16_t>(number(step.inputs[k]));
    }
    return instruction;
  }

  void count_use(const Value& value) {
    if (value.is_result()) ++uses_[static_cast<std::size_t>(value.index)];
  }

  // Of a pair, whether the second output stays in the accumulator: where the next step reads it,
  // and does not read the first alone.
  bool leaves_second(std::size_t s) const {
    const Step& step = code_.steps[s];
    if (!has_two_outputs(step.opcode) || s + 1 == code_.steps.size()) return false;
    const auto reads_next = [&](const Value& value) {
      const std::vector<Value>& inputs = code_.steps[s + 1].inputs;
      return std::find(inputs.begin(), inputs.end(), value) != inputs.end();
    };
    const int uses_of_first = uses_[static_cast<std::size_t>(step.output.index)];
    return reads_next(step.second_output) && !(reads_next(step.output) && uses_of_first == 1);
  }

  // Its result, or what was added to a sum.
  const Value& accumulator_after(std::size_t s) const {
    const Step& step = code_.steps[s];
    if (leaves_second(s)) return step.second_output;
    return step.output.is_result() ? step.output : step.inputs[0];
  }

  // One plus the number of the input that the step before left in the accumulator; 0 for none.
  std::size_t accumulated_input(std::size_t s) const {
    if (s == 0) return 0;
    const std::vector<Value>& inputs = code_.steps[s].inputs;
    const Value& accumulator = accumulator_after(s - 1);
    const auto found = std::find(inputs.begin(), inputs.end(), accumulator);
    return found == inputs.end() ? 0 : static_cast<std::size_t>(found - inputs.begin()) + 1;
  }

  void use(const Value& value, int step, bool from_memory) {
    if (!value.is_result()) return;
    last_use_[static_cast<std::size_t>(value.index)] = step;
    if (from_memory) stored_[static_cast<std::size_t>(value.index)] = true;
  }

  bool is_stored(const Value& value) const {
    return value.is_result() && stored_[static_cast<std::size_t>(value.index)];
  }

  void release(const Value& value, int step) {
    if (!value.is_result()) return;
    int& last = last_use_[static_cast<std::size_t>(value.index)];
    if (last != step) return;
    last = kReleased;  // an instruction may name an input twice
    free_.push_back(number(value));
  }

  void release_unread(const Value& value) { release(value, -1); }

  std::uint16_t take(const Value& value) {
    if (!value.is_result()) return static_cast<std::uint16_t>(number(value));
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
  const Steps& code_;
  int first_hoisted_;
  int first_constant_;
  int d_y_;
  int next_;
  std::vector<int> last_use_;  // the last step that reads a result, -1 for none
  std::vector<int> register_;
  std::vector<bool> stored_;  // read by others than the next step
  std::vector<int> uses_;
  std::vector<int> free_;
};

// How many steps, from the first on, the roots before `end` need.
std::int64_t steps_for(const Steps& code, std::vector<Value>::const_iterator end) {
  std::vector<bool> needed(static_cast<std::size_t>(code.results), false);
  const auto mark = [&](const Value& v) {
    if (v.is_result()) needed[static_cast<std::size_t>(v.index)] = true;
  };
  std::for_each(code.roots.begin(), end, mark);
  std::int64_t count = 0;
  for (auto s = code.steps.rbegin(); s != code.steps.rend(); ++s) {
    if (needed[static_cast<std::size_t>(s->output.index)] ||
        (has_two_outputs(s->opcode) && needed[static_cast<std::size_t>(s->second_output.index)])) {
      count = std::max<std::int64_t>(count, code.steps.rend() - s);
      std::for_each(s->inputs.begin(), s->inputs.end(), mark);
    }
  }
  return count;
}

}  // namespace

FormulaProgram compile_program(const Outputs& outputs, const std::vector<Parameter>& parameters) {
  // The value comes last, so that its own steps can be left out.
  std::vector<Expression> roots;
  if (outputs.derivative) roots.push_back(outputs.derivative);
  roots.insert(roots.end(), outputs.parameter_derivatives.begin(),
               outputs.parameter_derivatives.end());
  if (outputs.value) roots.push_back(outputs.value);
  Steps code = lower(roots, parameters);
  fuse(code);
  const std::size_t sums = outputs.gathered ? outputs.parameter_derivatives.size() : 0;
  if (sums > 0) gather(code, outputs.derivative ? 1 : 0, sums);

  FormulaProgram program;
  program.parameters = static_cast<int>(parameters.size());
  program.hoisted = code.hoisted;
  for (const float number : code.constants) program.constants.emplace_back(number);
  program.sums = static_cast<int>(sums);
  RegisterAllocation allocation(code, program.parameters, program.sums);
  program.setup = allocation.setup();
  program.instructions = allocation.instructions();
  program.without_value = outputs.value ? steps_for(code, code.roots.end() - 1)
                                        : static_cast<std::int64_t>(code.steps.size());
  program.registers = allocation.registers();
  auto root = code.roots.begin();
  if (outputs.derivative) program.derivative = allocation.number(*root++);
  for (std::size_t p = sums; p < outputs.parameter_derivatives.size(); ++p) {
    program.parameter_derivatives.push_back(allocation.number(*root++));
  }
  if (outputs.value) program.value = allocation.number(*root);
  return program;
}

}  // namespace actlab::formula
