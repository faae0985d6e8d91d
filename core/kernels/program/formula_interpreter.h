// The interpreter of formula programs (core/kernels/program/formula_program.h), for one instruction
// set.
//
// A block is taken in groups of eight vectors. A group goes through the whole program before the
// next one starts, and the result of an instruction stays in processor registers, the accumulator,
// for the instruction after it: only what others read as well goes through memory.
#pragma once

#include <cstdint>

#include <actlab/core/kernels/program/formula_program.h>

namespace actlab::kernels {

inline constexpr std::int64_t kGroupVectors = 8;

// What a register holds, as the mask that finds the group beginning at element i at data[i & mask].
inline constexpr std::int64_t kBlockMask = -1;  // a block of floats
inline constexpr std::int64_t kGroupMask = 1;   // a group, the same place for all: i is even
inline constexpr std::int64_t kEqualMask = 0;   // a group of equal floats

struct FormulaRegisters {
  float* const* data;
  const std::int64_t* masks;
};

struct FormulaInterpreter {
  // Runs `count` instructions over n floats, whole groups of them.
  void (*run)(const Instruction* instructions, std::int64_t count,
              const FormulaRegisters& registers, std::int64_t n);
};

// That of the active instruction set (core/kernels/vector/isa.h).
const FormulaInterpreter& formula_interpreter();

}  // namespace actlab::kernels
