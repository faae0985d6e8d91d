// Formulas as lists of steps, between expressions and the bytecode of the interpreter.
//
// lower() writes expressions out as steps, each part once: powers become products, and functions
// that share most of their work, such as sigmoid(u) and sigmoid(-u), one step with two outputs.
// What depends on parameters alone is set apart: it is the same for every x.
#pragma once

#include <compare>
#include <vector>

#include <actlab/core/formula/language/expression.h>

namespace actlab::formula {

// What a step reads or writes. Results and hoisted values are numbered and assigned once.
struct Value {
  enum class Kind { variable, parameter, hoisted, constant, d_y, sum, result } kind = Kind::result;
  int index = 0;
  auto operator<=>(const Value&) const = default;
  bool is_result() const { return kind == Kind::result; }
};

struct Step {
  Opcode opcode{};
  std::vector<Value> inputs;
  Value output;
  Value second_output;  // where has_two_outputs(opcode)
};

struct Steps {
  std::vector<Step> setup;  // of parameters and constants alone; their outputs are `hoisted`
  std::vector<Step> steps;
  std::vector<float> constants;
  std::vector<Value> roots;
  int hoisted = 0;
  int results = 0;
};

bool has_two_outputs(Opcode opcode);

Steps lower(const std::vector<Expression>& roots, const std::vector<Parameter>& parameters);

}  // namespace actlab::formula
