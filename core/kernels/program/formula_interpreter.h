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

namespace portable {
void run_formula(const Instruction* instructions, std::int64_t count,
                 const FormulaRegisters& registers, std::int64_t n);
}
#if defined(__x86_64__)
namespace avx2 {
void run_formula(const Instruction* instructions, std::int64_t count,
                 const FormulaRegisters& registers, std::int64_t n);
}
namespace avx512 {
void run_formula(const Instruction* instructions, std::int64_t count,
                 const FormulaRegisters& registers, std::int64_t n);
}
#endif

}  // namespace actlab::kernels
