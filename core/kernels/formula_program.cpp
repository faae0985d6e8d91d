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

bool overlap(const float* a, const float* b, std::int64_t n) {
  const std::less<const float*> before;
  return before(a, b + n) && before(b, a + n);
}

// One run of a program over a block of whole vectors. Registers follow the order x, parameters,
// constants, results.
class Run {
 public:
  Run(const FormulaProgram& program, const FormulaBlock& block)
      : program_(program), block_(block), registers_(allocate_registers()) {
    registers_[0].data = const_cast<float*>(block.x);  // inputs are never written
    int next = 1;
    for (int p = 0; p < program.parameters; ++p) {
      registers_[next++].data = const_cast<float*>(block.parameters[p]);
    }
    for (const float constant : program.constants) {
      float* copies = scratch_.floats(kWidestVector);
      std::fill(copies, copies + kWidestVector, constant);
      registers_[next++] = {copies, 0};
    }
    first_result_ = next;
    for_each_result([&](int from, float* to) { compute_in_place(from, to); });
    for (int r = first_result_; r < program.registers; ++r) {
      if (registers_[r].data == nullptr) registers_[r].data = scratch_.floats(block.n);
    }
  }

  void execute() const {
    kernel_table().run_formula(program_.instructions.data(),
                               static_cast<std::int64_t>(program_.instructions.size()), registers_,
                               block_.n);
    // Copies of x itself come before any result that may overwrite x.
    for (const bool of_x : {true, false}) {
      for_each_result([&](int from, float* to) {
        if ((from == 0) == of_x) copy(from, to);
      });
    }
  }

 private:
  FormulaRegister* allocate_registers() {
    static_assert(sizeof(FormulaRegister) % sizeof(float) == 0);
    const auto floats = static_cast<std::int64_t>(sizeof(FormulaRegister) / sizeof(float));
    auto* all = reinterpret_cast<FormulaRegister*>(scratch_.floats(program_.registers * floats));
    for (int r = 0; r < program_.registers; ++r) new (&all[r]) FormulaRegister{nullptr, -1};
    return all;
  }

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
  int first_result_ = 0;
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

}  // namespace actlab::kernels
