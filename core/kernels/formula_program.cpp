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
static_assert(kDerivedMultiple % kWidestVector == 0);

// Registers in scratch memory, still without data.
FormulaRegister* empty_registers(int count, Scratch& scratch) {
  static_assert(sizeof(FormulaRegister) % sizeof(float) == 0);
  const auto floats = static_cast<std::int64_t>(sizeof(FormulaRegister) / sizeof(float));
  auto* all = reinterpret_cast<FormulaRegister*>(scratch.floats(count * floats));
  for (int r = 0; r < count; ++r) new (&all[r]) FormulaRegister{nullptr, -1};
  return all;
}

// From register `first` on. Inputs are never written.
void set_inputs(FormulaRegister* first, const float* const* data, int count) {
  for (int k = 0; k < count; ++k) first[k].data = const_cast<float*>(data[k]);
}

// From register `first` on, for those whose bit is set: one vector of equal floats each.
void set_equal(FormulaRegister* first, std::uint64_t equal) {
  for (; equal != 0; equal >>= 1, ++first) {
    if ((equal & 1) != 0) first->mask = 0;
  }
}

void set_constants(FormulaRegister* first, const std::vector<float>& constants, Scratch& scratch) {
  for (const float constant : constants) {
    float* copies = scratch.floats(kWidestVector);
    std::fill(copies, copies + kWidestVector, constant);
    *first++ = {copies, 0};
  }
}

void run(const std::vector<Instruction>& instructions, std::size_t count,
         const FormulaRegister* registers, std::int64_t n) {
  kernel_table().run_formula(instructions.data(), static_cast<std::int64_t>(count), registers, n);
}

bool overlap(const float* a, const float* b, std::int64_t n) {
  const std::less<const float*> before;
  return before(a, b + n) && before(b, a + n);
}

// One run of a program over a block of whole vectors. Registers follow the order x, parameters,
// derived values, constants, results.
class Run {
 public:
  Run(const FormulaProgram& program, const FormulaBlock& block)
      : program_(program),
        block_(block),
        registers_(empty_registers(program.registers, scratch_)),
        first_result_(1 + program.parameters + program.derived +
                      static_cast<int>(program.constants.size())) {
    set_inputs(registers_, &block.x, 1);
    set_inputs(registers_ + 1, block.parameters, program.parameters);
    set_equal(registers_ + 1, block.equal_parameters);
    FormulaRegister* const derived = registers_ + 1 + program.parameters;
    set_constants(derived + program.derived, program.constants, scratch_);
    if (block.derived != nullptr) {
      set_inputs(derived, block.derived, program.derived);
      for (int k = 0; k < program.derived && block.equal_derived; ++k) derived[k].mask = 0;
    } else if (program.derived > 0) {
      for (int k = 0; k < program.derived; ++k) derived[k].data = scratch_.floats(block.n);
      run(program.setup, program.setup.size(), registers_, block.n);
    }
    for_each_result([&](int from, float* to) { compute_in_place(from, to); });
    for (int r = first_result_; r < program.registers; ++r) {
      if (registers_[r].data == nullptr) registers_[r].data = scratch_.floats(block.n);
    }
  }

  void execute() const {
    const std::size_t count = block_.value != nullptr
                                  ? program_.instructions.size()
                                  : static_cast<std::size_t>(program_.without_value);
    run(program_.instructions, count, registers_, block_.n);
    // Copies of x itself come before any result that may overwrite x.
    for (const bool of_x : {true, false}) {
      for_each_result([&](int from, float* to) {
        if ((from == 0) == of_x) copy(from, to);
      });
    }
  }

 private:
  // Calls visit(register, pointer) for each result that the caller wants.
  template <class Visit>
  void for_each_result(Visit visit) const {
    const auto wanted = [&](int from, float* to) {
      if (to != nullptr) visit(from, to);
    };
    if (program_.derivative >= 0) wanted(program_.derivative, block_.derivative);
    if (block_.parameter_derivatives != nullptr) {
      for (std::size_t p = 0; p < program_.parameter_derivatives.size(); ++p) {
        wanted(program_.parameter_derivatives[p], block_.parameter_derivatives[p]);
      }
    }
    wanted(program_.value, block_.value);
  }

  // Lets a result be computed in the caller's memory, if x is not read from there.
  void compute_in_place(int from, float* to) {
    if (from < first_result_ || registers_[from].data != nullptr) return;
    if (!overlap(to, block_.x, block_.n)) registers_[from].data = to;
  }

  void copy(int from, float* to) const {
    const FormulaRegister& source = registers_[from];
    if (source.mask == 0) {
      std::fill(to, to + block_.n, source.data[0]);
    } else if (source.data != to) {
      std::memmove(to, source.data, static_cast<std::size_t>(block_.n) * sizeof(float));
    }
  }

  Scratch scratch_;
  const FormulaProgram& program_;
  const FormulaBlock& block_;
  FormulaRegister* registers_;
  int first_result_;
};

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
    const bool equal = p < 64 && (block.equal_parameters >> p & 1) != 0;
    float* copy = padded(equal ? nullptr : block.parameters[p]);
    if (equal) std::fill(copy, copy + kWidestVector, block.parameters[p][0]);
    new (&parameters[p]) float*(copy);
  }
  const auto outputs = static_cast<int>(program.parameter_derivatives.size());
  float** derivatives = pointers(outputs);
  for (int p = 0; p < outputs; ++p) new (&derivatives[p]) float*(padded(nullptr));

  FormulaBlock rest{kernel_table().vector_lanes,
                    padded(block.x),
                    parameters,
                    block.value != nullptr ? padded(nullptr) : nullptr,
                    padded(nullptr),
                    derivatives};
  Run(program, rest).execute();
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
  Run(program, head).execute();
}

void derive(const FormulaProgram& program, std::int64_t n, const float* const* parameters,
            float* const* derived) {
  if (program.derived == 0) return;
  Scratch scratch;
  FormulaRegister* const registers = empty_registers(program.registers, scratch);
  FormulaRegister* const first_derived = registers + 1 + program.parameters;
  set_inputs(registers + 1, parameters, program.parameters);
  set_inputs(first_derived, derived, program.derived);
  set_constants(first_derived + program.derived, program.constants, scratch);
  run(program.setup, program.setup.size(), registers, n);
}

}  // namespace actlab::kernels
