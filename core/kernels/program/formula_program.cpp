#include <actlab/core/kernels/program/formula_program.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <iterator>
#include <new>

#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/program/formula_interpreter.h>
#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {
namespace {

// Scratch memory is handed out in floats; a pointer takes two of them, one on a 32-bit machine.
constexpr std::int64_t kFloatsInPointer = sizeof(void*) / sizeof(float);
static_assert(sizeof(void*) % sizeof(float) == 0);

// Where the registers of a program lie, in scratch memory: masks first, which are 64 bits wide.
class Registers {
 public:
  Registers(std::int64_t count, Scratch& scratch) {
    float* memory = scratch.floats((2 + kFloatsInPointer) * count);
    masks_ = reinterpret_cast<std::int64_t*>(memory);
    data_ = reinterpret_cast<float**>(memory + 2 * count);
    for (std::int64_t r = 0; r < count; ++r) {
      new (&data_[r]) float*(nullptr);
      new (&masks_[r]) std::int64_t(0);
    }
  }

  // Inputs are never written.
  void set(int r, const float* data, std::int64_t mask = kBlockMask) {
    data_[r] = const_cast<float*>(data);
    masks_[r] = mask;
  }
  // From register `first` on; bit k of `equal` says that the k-th is a group of equal floats.
  void set_inputs(int first, const float* const* data, int count, std::uint64_t equal = 0) {
    for (int k = 0; k < count; ++k, equal >>= 1) {
      set(first + k, data[k], (equal & 1) != 0 ? kEqualMask : kBlockMask);
    }
  }
  void set_constants(int first, const std::vector<FormulaConstant>& constants) {
    for (const FormulaConstant& constant : constants) set(first++, constant.copies, kEqualMask);
  }

  bool is_set(int r) const { return data_[r] != nullptr; }
  bool is_equal(int r) const { return masks_[r] == kEqualMask; }
  const float* data(int r) const { return data_[r]; }

  void run(const std::vector<Instruction>& instructions, std::int64_t count, std::int64_t n) const {
    formula_interpreter().run(instructions.data(), count, {data_, masks_}, n);
  }
  void run(const std::vector<Instruction>& instructions, std::int64_t n) const {
    run(instructions, static_cast<std::int64_t>(instructions.size()), n);
  }

 private:
  float** data_;
  std::int64_t* masks_;
};

std::int64_t group_floats() { return kGroupVectors * vector_lanes(); }

bool overlap(const float* a, const float* b, std::int64_t n) {
  const std::less<const float*> before;
  return before(a, b + n) && before(b, a + n);
}

// One run of a program over a block of whole groups. Registers follow the order x, parameters,
// hoisted values, constants, d_y and sums, results.
class Run {
 public:
  Run(const FormulaProgram& program, const FormulaBlock& block)
      : program_(program),
        block_(block),
        registers_(program.registers, scratch_),
        first_result_(1 + program.parameters + program.hoisted +
                      static_cast<int>(program.constants.size())) {
    registers_.set(0, block.x);
    registers_.set_inputs(1, block.parameters, program.parameters, block.equal_parameters);
    registers_.set_constants(1 + program.parameters + program.hoisted, program.constants);
    set_hoisted(1 + program.parameters);
    if (program.sums > 0) {
      registers_.set(first_result_++, block.d_y);
      registers_.set_inputs(first_result_, block.sums, program.sums, block.equal_parameters);
      first_result_ += program.sums;
    }
    for_each_result([&](int from, float* to) { compute_in_place(from, to); });
    float* group = scratch_.floats((program.registers - first_result_) * kFormulaGroup);
    for (int r = first_result_; r < program.registers; ++r, group += kFormulaGroup) {
      if (!registers_.is_set(r)) registers_.set(r, group, kGroupMask);
    }
  }

  void execute() const {
    const std::int64_t count = block_.value != nullptr
                                   ? static_cast<std::int64_t>(program_.instructions.size())
                                   : program_.without_value;
    registers_.run(program_.instructions, count, block_.n);
    // Copies of x itself come before any result that may overwrite x.
    for (const bool of_x : {true, false}) {
      for_each_result([&](int from, float* to) {
        if ((from == 0) == of_x) copy(from, to);
      });
    }
  }

 private:
  void set_hoisted(int first) {
    if (block_.hoisted != nullptr) {
      registers_.set_inputs(first, block_.hoisted, program_.hoisted,
                            block_.equal_hoisted ? ~std::uint64_t{0} : 0);
    } else if (program_.hoisted > 0) {
      for (int k = 0; k < program_.hoisted; ++k) {
        registers_.set(first + k, scratch_.floats(block_.n));
      }
      registers_.run(program_.setup, block_.n);
    }
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
    if (program_.value >= 0) wanted(program_.value, block_.value);
  }

  // Lets a result be computed in the caller's memory, if x is not read from there.
  void compute_in_place(int from, float* to) {
    if (from < first_result_ || registers_.is_set(from)) return;
    const bool over_x = overlap(to, block_.x, block_.n);
    registers_.set(from, over_x ? scratch_.floats(block_.n) : to);
  }

  void copy(int from, float* to) const {
    const float* source = registers_.data(from);
    if (registers_.is_equal(from)) {
      std::fill(to, to + block_.n, source[0]);
    } else if (source != to) {
      std::memmove(to, source, static_cast<std::size_t>(block_.n) * sizeof(float));
    }
  }

  Scratch scratch_;
  const FormulaProgram& program_;
  const FormulaBlock& block_;
  Registers registers_;
  int first_result_;
};

// The last elements, too few for a group: computed in padded copies.
class Rest {
 public:
  Rest(const FormulaProgram& program, const FormulaBlock& block, std::int64_t begin)
      : block_(block), begin_(begin), count_(static_cast<std::size_t>(block.n - begin)) {
    const auto outputs = static_cast<int>(program.parameter_derivatives.size());
    float** parameters = pointers(program.parameters);
    for (int p = 0; p < program.parameters; ++p) {
      parameters[p] = is_equal(p) ? const_cast<float*>(block.parameters[p])
                                  : padded(block.parameters[p], block.parameters[p][block.n - 1]);
    }
    derivatives_ = pointers(outputs);
    for (int p = 0; p < outputs; ++p) derivatives_[p] = scratch_.floats(kFormulaGroup);
    sums_ = pointers(program.sums);
    for (int p = 0; p < program.sums; ++p) {
      sums_[p] = is_equal(p) ? block.sums[p] : padded(block.sums[p], 0.0f);
    }
    rest_.n = group_floats();
    rest_.x = padded(block.x, block.x[block.n - 1]);
    rest_.parameters = parameters;
    rest_.equal_parameters = block.equal_parameters;
    if (block.hoisted != nullptr) set_hoisted(program.hoisted);
    if (block.value != nullptr) rest_.value = scratch_.floats(kFormulaGroup);
    if (block.derivative != nullptr) rest_.derivative = scratch_.floats(kFormulaGroup);
    if (block.parameter_derivatives != nullptr) rest_.parameter_derivatives = derivatives_;
    if (program.sums == 0) return;
    rest_.d_y = padded(block.d_y, 0.0f);
    rest_.sums = sums_;
  }

  void evaluate(const FormulaProgram& program) {
    Run(program, rest_).execute();
    give(rest_.value, block_.value);
    give(rest_.derivative, block_.derivative);
    for (std::size_t p = 0; p < program.parameter_derivatives.size(); ++p) {
      if (block_.parameter_derivatives != nullptr) {
        give(derivatives_[p], block_.parameter_derivatives[p]);
      }
    }
    for (int p = 0; p < program.sums; ++p) {
      if (!is_equal(p)) give(sums_[p], block_.sums[p]);
    }
  }

 private:
  void set_hoisted(int count) {
    float** hoisted = pointers(count);
    for (int k = 0; k < count; ++k) {
      hoisted[k] = block_.equal_hoisted
                       ? const_cast<float*>(block_.hoisted[k])
                       : padded(block_.hoisted[k], block_.hoisted[k][block_.n - 1]);
    }
    rest_.hoisted = hoisted;
    rest_.equal_hoisted = block_.equal_hoisted;
  }

  bool is_equal(int p) const { return p < 64 && (block_.equal_parameters >> p & 1) != 0; }

  float** pointers(int n) {
    auto* all = reinterpret_cast<float**>(scratch_.floats(kFloatsInPointer * std::max(n, 1)));
    for (int k = 0; k < n; ++k) new (&all[k]) float*(nullptr);
    return all;
  }

  float* padded(const float* from, float padding) {
    float* copy = scratch_.floats(kFormulaGroup);
    std::memcpy(copy, from + begin_, count_ * sizeof(float));
    std::fill(copy + count_, copy + kFormulaGroup, padding);
    return copy;
  }

  void give(const float* from, float* to) const {
    if (to != nullptr) std::memcpy(to + begin_, from, count_ * sizeof(float));
  }

  Scratch scratch_;
  const FormulaBlock& block_;
  std::int64_t begin_;
  std::size_t count_;
  FormulaBlock rest_;
  float** derivatives_;
  float** sums_;
};

}  // namespace

FormulaConstant::FormulaConstant(float number) {
  std::fill(std::begin(copies), std::end(copies), number);
}

void evaluate(const FormulaProgram& program, const FormulaBlock& block) {
  const std::int64_t whole = block.n - block.n % group_floats();
  // The rest first: what it reads of x must not have been overwritten by a result yet.
  if (whole < block.n) Rest(program, block, whole).evaluate(program);
  if (whole == 0) return;
  FormulaBlock head = block;
  head.n = whole;
  Run(program, head).execute();
}

void hoist(const FormulaProgram& program, std::int64_t n, const float* const* parameters,
           float* const* hoisted) {
  if (program.hoisted == 0) return;
  Scratch scratch;
  Registers registers(program.registers, scratch);
  const int first = 1 + program.parameters;
  registers.set_inputs(1, parameters, program.parameters);
  registers.set_inputs(first, hoisted, program.hoisted);
  registers.set_constants(first + program.hoisted, program.constants);
  registers.run(program.setup, n);
}

}  // namespace actlab::kernels
