// Running a single opcode on a chosen instruction set, past all compilation.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <actlab/core/kernels/program/formula_interpreter.h>
#include <actlab/core/kernels/program/formula_opcodes.h>
#include "tests/support/with_isa.h"

namespace actlab::test {

// op(x), or op(x, y) and op(x, y, z) where more inputs are given, element by element.
inline std::vector<float> run_opcode(kernels::Isa isa, kernels::Opcode opcode,
                                     std::vector<std::vector<float>> inputs) {
  constexpr std::size_t kPadding = kernels::kFormulaGroup;
  const std::size_t count = inputs[0].size();
  const std::size_t padded = (count + kPadding - 1) / kPadding * kPadding;
  std::vector<float*> registers;
  kernels::Instruction instruction;
  instruction.opcode = opcode;
  for (std::vector<float>& input : inputs) {
    input.resize(padded, 0.5f);
    instruction.input[registers.size()] = static_cast<std::uint16_t>(registers.size());
    registers.push_back(input.data());
  }
  std::vector<float> output(padded);
  instruction.output = static_cast<std::uint16_t>(registers.size());
  registers.push_back(output.data());
  std::vector<float> second(padded);
  instruction.second_output = static_cast<std::uint16_t>(registers.size());
  registers.push_back(second.data());
  const std::vector<std::int64_t> masks(registers.size(), -1);
  const WithIsa with(isa);
  kernels::formula_interpreter().run(&instruction, 1, {registers.data(), masks.data()},
                                     static_cast<std::int64_t>(padded));
  output.resize(count);
  return output;
}

}  // namespace actlab::test
