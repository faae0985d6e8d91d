// The interpreter of formula programs (core/kernels/formula_program.h), for one instruction set.
#pragma once

#include <cstdint>

#include "core/kernels/formula_program.h"

namespace actlab::kernels {

// One register: element i is data[i & mask]. The mask is -1 for a block of floats, and 0 for a
// constant, stored as one vector of equal floats.
struct FormulaRegister {
  float* data;
  std::int64_t mask;
};

namespace portable {
void run_formula(const Instruction* instructions, std::int64_t count,
                 const FormulaRegister* registers, std::int64_t n);
}
#if defined(__x86_64__)
namespace avx2 {
void run_formula(const Instruction* instructions, std::int64_t count,
                 const FormulaRegister* registers, std::int64_t n);
}
namespace avx512 {
void run_formula(const Instruction* instructions, std::int64_t count,
                 const FormulaRegister* registers, std::int64_t n);
}
#endif

}  // namespace actlab::kernels
