// A compiled formula, and its evaluation over blocks of floats that stay in the L1 cache.
//
// A program is bytecode over registers, which hold a few vectors each. The compiler in core/formula
// builds three programs of one formula (see FormulaKernels): the value alone; the value and df/dx;
// and what a backward pass needs, df/dx and the sums of d_y df/dp. Common subexpressions are
// shared. What depends on parameters alone, such as softplus(p), is computed apart (hoist) where a
// caller runs many blocks with the same parameters.
#pragma once

#include <cstdint>
#include <vector>

namespace actlab::kernels {

// Floats in the largest block. A caller over [rows, channels] data picks rows * channels close to
// this, so that per-channel parameters repeat with the same pattern in every block. Four blocks fit
// into the L1 cache, and beside the work on one the setting up of a run is small.
inline constexpr std::int64_t kFormulaBlock = 2048;

// Floats that an instruction takes at once, at most.
inline constexpr std::int64_t kFormulaGroup = 128;

enum class Opcode : std::uint8_t;  // core/kernels/program/formula_opcodes.h: one a primitive

struct Instruction {
  Opcode opcode{};
  std::uint8_t accumulated = 0;     // 1 + k: input k is the result of the instruction before
  bool stored = true;               // false: only the next instruction reads the result
  bool leaves_second = false;       // of two outputs the second is the result; the other is stored
  std::uint16_t output = 0;         // register written
  std::uint16_t second_output = 0;  // and the other one, of opcodes with two results
  std::uint16_t input[4] = {};      // registers read
};

// One number, as often as an instruction reads it.
struct alignas(64) FormulaConstant {
  explicit FormulaConstant(float number);
  float copies[kFormulaGroup];
};

struct FormulaProgram {
  std::vector<Instruction> instructions;
  std::int64_t without_value = 0;  // the first instructions: all that the derivatives need
  // Registers: 0 is x, then one a parameter, one a hoisted value, one a constant, then, where
  // sums are gathered, d_y and one sum a parameter, and the results.
  std::vector<Instruction> setup;  // computes the hoisted values from parameters and constants
  std::vector<FormulaConstant> constants;
  int parameters = 0;
  int hoisted = 0;
  int registers = 1;
  int value = -1;                          // register of f(x), or -1
  int derivative = -1;                     // register of df/dx, or -1
  std::vector<int> parameter_derivatives;  // register of df/dp a parameter, or empty
  int sums = 0;                            // parameters whose d_y df/dp are gathered: all or none
};

// The three programs of one formula.
struct FormulaKernels {
  FormulaProgram value;     // f
  FormulaProgram gradient;  // f and df/dx
  FormulaProgram backward;  // df/dx, and sums of d_y df/dp
};

inline constexpr std::int64_t kSumFloats = 16;

// One block to evaluate. n <= kFormulaBlock. Any output pointer may be null. No pointer needs
// alignment; outputs may alias x, nothing else may overlap.
struct FormulaBlock {
  std::int64_t n = 0;
  const float* x = nullptr;
  const float* const* parameters = nullptr;  // n floats each: tiled over the rows by the caller
  float* value = nullptr;                    // f(x)
  float* derivative = nullptr;               // df/dx
  float* const* parameter_derivatives = nullptr;  // df/dp, n floats each
  // Tiled like the parameters, from hoist(); null: computed in each block again.
  const float* const* hoisted = nullptr;
  // Bit p: parameters[p] is the same number for the whole block, and only the first
  // kHoistedMultiple floats are read. The same for all of `hoisted`.
  std::uint64_t equal_parameters = 0;
  bool equal_hoisted = false;
  // Of programs that gather sums, which need both: d_y df/dp of the block is added to sums[p], n
  // floats; for a parameter of equal_parameters kSumFloats, of which only the total has a meaning.
  const float* d_y = nullptr;
  float* const* sums = nullptr;
};

// Runs a program over one block, on the calling thread, in Scratch memory. Where block.value is
// null, what only the value needs is left out. NaN in gives NaN out; nothing traps.
void evaluate(const FormulaProgram& program, const FormulaBlock& block);

// Computes the hoisted values of `n` places, a multiple of kHoistedMultiple, from the parameters.
inline constexpr std::int64_t kHoistedMultiple = kFormulaGroup;
void hoist(const FormulaProgram& program, std::int64_t n, const float* const* parameters,
           float* const* hoisted);

}  // namespace actlab::kernels
