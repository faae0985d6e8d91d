#include "core/kernels/formula_program.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <new>

#include "core/base/scratch.h"
#include "core/kernels/kernel_table.h"
#include "core/kernels/simd/formula_interpreter.h"

namespace actlab::kernels {
namespace {

constexpr std::int64_t kWidestVector = 16;

// Register numbers follow the order x, parameters, constants, results.
struct Registers {
  FormulaRegister* all;
  int first_constant;
  int first_result;
  int count;
};

Registers allocate(const FormulaProgram& program, Scratch& scratch) {
  static_assert(sizeof(FormulaRegister) % sizeof(float) == 0);
  const auto floats = static_cast<std::int64_t>(sizeof(FormulaRegister) / sizeof(float));
  auto* all = reinterpret_cast<FormulaRegister*>(scratch.floats(program.registers * floats));
  for (int r = 0; r < program.registers; ++r) new (&all[r]) FormulaRegister{nullptr, -1};
  const int first_constant = 1 + program.parameters;
  return {all, first_constant, first_constant + static_cast<int>(program.constants.size()),
          program.registers};
}

bool overlap(const float* a, const float* b, std::int64_t n) {
  const std::less<const float*> before;
  return before(a, b + n) && before(b, a + n);
}

// One wish of the caller: the register `from` is to end up at `to`.
struct Result {
  int from;
  float* to;
};

// Results are computed in the caller's memory itself where nothing reads from there any more, and
// copied at the end where that cannot be.
class Results {
 public:
  Results(const FormulaBlock& block, const Registers& registers)
      : block_(block), registers_(registers) {}

  void place(int from, float* to) {
    if (to == nullptr || from < registers_.first_result) return;
    FormulaRegister& target = registers_.all[from];
    if (target.data == nullptr && !overlap(to, block_.x, block_.n)) target.data = to;
  }

  void copy(int from, float* to) const {
    if (to == nullptr) return;
    const FormulaRegister& source = registers_.all[from];
    if (source.mask == 0) {
      std::fill(to, to + block_.n, source.data[0]);
    } else if (source.data != to) {
      std::memmove(to, source.data, static_cast<std::size_t>(block_.n) * sizeof(float));
    }
  }

 private:
  const FormulaBlock& block_;
  const Registers& registers_;
};

// Calls visit(register, pointer) for the value, the derivative and the parameter derivatives.
template <class Visit>
void for_each_result(const FormulaProgram& program, const FormulaBlock& block, Visit visit) {
  if (program.derivative >= 0) visit(program.derivative, block.derivative);
  if (block.parameter_derivatives != nullptr) {
    for (std::size_t p = 0; p < program.parameter_derivatives.size(); ++p) {
      visit(program.parameter_derivatives[p], block.parameter_derivatives[p]);
    }
  }
  visit(program.value, block.value);
}

// n is a multiple of the vector width.
void evaluate_whole_vectors(const FormulaProgram& program, const FormulaBlock& block) {
  Scratch scratch;
  const Registers registers = allocate(program, scratch);
  registers.all[0].data = const_cast<float*>(block.x);  // inputs are never written
  for (int p = 0; p < program.parameters; ++p) {
    registers.all[1 + p].data = const_cast<float*>(block.parameters[p]);
  }
  for (std::size_t c = 0; c < program.constants.size(); ++c) {
    float* copies = scratch.floats(kWidestVector);
    std::fill(copies, copies + kWidestVector, program.constants[c]);
    registers.all[registers.first_constant + static_cast<int>(c)] = {copies, 0};
  }
  Results results(block, registers);
  for_each_result(program, block, [&](int from, float* to) { results.place(from, to); });
  for (int r = registers.first_result; r < registers.count; ++r) {
    if (registers.all[r].data == nullptr) registers.all[r].data = scratch.floats(block.n);
  }
  kernel_table().run_formula(program.instructions.data(),
                             static_cast<std::int64_t>(program.instructions.size()), registers.all,
                             block.n);
  // Copies of x itself come before any result that may overwrite x.
  for (const bool of_x : {true, false}) {
    for_each_result(program, block, [&](int from, float* to) {
      if ((from == 0) == of_x) results.copy(from, to);
    });
  }
}

// The last elements, too few for a vector: computed in padded copies.
void evaluate_rest(const FormulaProgram& program, const FormulaBlock& block, std::int64_t begin) {
  Scratch scratch;
  const auto count = static_cast<std::size_t>(block.n - begin);
  const auto padded = [&](const float* from) {
    float* copy = scratch.floats(kWidestVector);
    std::fill(copy, copy + kWidestVector, 0.0f);
    if (from != nullptr) std::memcpy(copy, from + begin, count * sizeof(float));
    return copy;
  };
  const auto pointers = [&](int n) {
    static_assert(sizeof(float*) == 2 * sizeof(float));
    return reinterpret_cast<float**>(scratch.floats(2 * std::max(n, 1)));
  };
  float** parameters = pointers(program.parameters);
  for (int p = 0; p < program.parameters; ++p) {
    new (&parameters[p]) float*(padded(block.parameters[p]));
  }
  const auto outputs = static_cast<int>(program.parameter_derivatives.size());
  float** derivatives = pointers(outputs);
  for (int p = 0; p < outputs; ++p) new (&derivatives[p]) float*(padded(nullptr));

  FormulaBlock rest{kernel_table().vector_lanes,
                    padded(block.x),
                    parameters,
                    padded(nullptr),
                    padded(nullptr),
                    derivatives};
  evaluate_whole_vectors(program, rest);
  const auto give = [&](const float* from, float* to) {
    if (to != nullptr) std::memcpy(to + begin, from, count * sizeof(float));
  };
  give(rest.value, block.value);
  if (program.derivative >= 0) give(rest.derivative, block.derivative);
  if (block.parameter_derivatives == nullptr) return;
  for (int p = 0; p < outputs; ++p) give(derivatives[p], block.parameter_derivatives[p]);
}

}  // namespace

void evaluate(const FormulaProgram& program, const FormulaBlock& block) {
  const std::int64_t whole = block.n - block.n % kernel_table().vector_lanes;
  // The rest first: what it reads of x must not have been overwritten by a result yet.
  if (whole < block.n) evaluate_rest(program, block, whole);
  if (whole == 0) return;
  FormulaBlock head = block;
  head.n = whole;
  evaluate_whole_vectors(program, head);
}

}  // namespace actlab::kernels
