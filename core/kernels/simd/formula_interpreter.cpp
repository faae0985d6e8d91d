#include "core/kernels/simd/formula_interpreter.h"

#include "core/kernels/formula_opcodes.h"
#include "core/kernels/simd/vector_math.h"

namespace actlab::kernels::ACTLAB_ISA {
namespace {

// One instruction over a block: reads its inputs vector by vector, writes its outputs.
struct Operands {
  const Instruction& instruction;
  const FormulaRegister* registers;
  std::int64_t n;

  FormulaRegister input(int k) const { return registers[instruction.input[k]]; }
};

[[gnu::always_inline]] inline Vector read(const FormulaRegister& input, std::int64_t i) {
  return load(input.data + (i & input.mask));
}

// Where an instruction writes. A copy of the pointers: the compiler cannot know that no result is
// written over the registers themselves.
struct Outputs {
  explicit Outputs(const Operands& o)
      : first(o.registers[o.instruction.output].data),
        second(o.registers[o.instruction.second_output].data) {}
  [[gnu::always_inline]] void write(std::int64_t i, Vector v) const { store(first + i, v); }
  [[gnu::always_inline]] void write(std::int64_t i, const Pair& pair) const {
    store(first + i, pair.first);
    store(second + i, pair.second);
  }

  float* first;
  float* second;
};

template <class Function>
[[gnu::always_inline]] inline void unary(const Operands& o, Function function) {
  const FormulaRegister a = o.input(0);
  const Outputs to(o);
  for (std::int64_t i = 0; i < o.n; i += kLanes) to.write(i, function(read(a, i)));
}

template <class Function>
[[gnu::always_inline]] inline void binary(const Operands& o, Function function) {
  const FormulaRegister a = o.input(0);
  const FormulaRegister b = o.input(1);
  const Outputs to(o);
  for (std::int64_t i = 0; i < o.n; i += kLanes) to.write(i, function(read(a, i), read(b, i)));
}

template <class Function>
[[gnu::always_inline]] inline void ternary(const Operands& o, Function function) {
  const FormulaRegister a = o.input(0);
  const FormulaRegister b = o.input(1);
  const FormulaRegister c = o.input(2);
  const Outputs to(o);
  for (std::int64_t i = 0; i < o.n; i += kLanes) {
    to.write(i, function(read(a, i), read(b, i), read(c, i)));
  }
}

template <class Comparison>
[[gnu::always_inline]] inline void select_by(const Operands& o, Comparison comparison) {
  const FormulaRegister a = o.input(0);
  const FormulaRegister b = o.input(1);
  const FormulaRegister c = o.input(2);
  const FormulaRegister d = o.input(3);
  const Outputs to(o);
  for (std::int64_t i = 0; i < o.n; i += kLanes) {
    const Vector left = read(a, i);
    const Vector right = read(b, i);
    const Vector chosen = choose(comparison(left, right), read(c, i), read(d, i));
    to.write(i, choose(left == left, choose(right == right, chosen, right), left));
  }
}

// 1, 0, or NaN where a or b is.
[[gnu::always_inline]] inline Vector truth(Mask mask, Vector a, Vector b) {
  const Vector number = choose(mask, broadcast(1.0f), broadcast(0.0f));
  return choose(a == a, choose(b == b, number, b), a);
}

[[gnu::always_inline]] inline Vector sign(Vector x) {
  return choose(x > 0.0f, broadcast(1.0f), choose(x < 0.0f, broadcast(-1.0f), x * 0.0f + x));
}

[[gnu::always_inline]] inline Vector select(Vector condition, Vector a, Vector b) {
  return choose(condition == condition, choose(condition != 0.0f, a, b), condition);
}

// The operations of two inputs and more.
bool run_arithmetic(const Operands& o) {
  switch (o.instruction.opcode) {
    case Opcode::add:
      binary(o, [](Vector a, Vector b) { return a + b; });
      return true;
    case Opcode::subtract:
      binary(o, [](Vector a, Vector b) { return a - b; });
      return true;
    case Opcode::multiply:
      binary(o, [](Vector a, Vector b) { return a * b; });
      return true;
    case Opcode::divide:
      binary(o, [](Vector a, Vector b) { return a / b; });
      return true;
    case Opcode::chain:
      binary(o, [](Vector a, Vector b) {
        return choose((a == 0.0f) | (b == 0.0f), broadcast(0.0f), a * b);
      });
      return true;
    // A comparison with NaN is false and leaves b, which is right where b is the NaN.
    case Opcode::minimum:
      binary(o, [](Vector a, Vector b) { return choose(a == a, smaller(a, b), a); });
      return true;
    case Opcode::maximum:
      binary(o, [](Vector a, Vector b) { return choose(a == a, larger(a, b), a); });
      return true;
    case Opcode::less:
      binary(o, [](Vector a, Vector b) { return truth(a < b, a, b); });
      return true;
    case Opcode::less_equal:
      binary(o, [](Vector a, Vector b) { return truth(a <= b, a, b); });
      return true;
    case Opcode::equal:
      binary(o, [](Vector a, Vector b) { return truth(a == b, a, b); });
      return true;
    case Opcode::not_equal:
      binary(o, [](Vector a, Vector b) { return truth(a != b, a, b); });
      return true;
    case Opcode::select:
      ternary(o, [](Vector c, Vector a, Vector b) { return select(c, a, b); });
      return true;
    case Opcode::select_less:
      select_by(o, [](Vector a, Vector b) { return a < b; });
      return true;
    case Opcode::select_less_equal:
      select_by(o, [](Vector a, Vector b) { return a <= b; });
      return true;
    case Opcode::multiply_add:
      ternary(o, [](Vector a, Vector b, Vector c) { return multiply_add(a, b, c); });
      return true;
    case Opcode::multiply_subtract:
      ternary(o, [](Vector a, Vector b, Vector c) { return multiply_add(a, b, -c); });
      return true;
    case Opcode::subtract_product:
      ternary(o, [](Vector a, Vector b, Vector c) { return multiply_add(-a, b, c); });
      return true;
    case Opcode::product_of_three:
      ternary(o, [](Vector a, Vector b, Vector c) { return a * b * c; });
      return true;
    default:
      return false;
  }
}

void run_pair(const Operands& o) {
  switch (o.instruction.opcode) {
    case Opcode::sigmoid_pair:
      return unary(o, [](Vector x) { return sigmoid_pair(x); });
    case Opcode::softplus_pair:
      return unary(o, [](Vector x) { return softplus_pair(x); });
    case Opcode::tanh_pair:
      return unary(o, [](Vector x) { return tanh_pair(x); });
    case Opcode::tanh_softplus_pair:
      return unary(o, [](Vector x) { return tanh_softplus_pair(x); });
    case Opcode::sine_pair:
      return unary(o, [](Vector x) { return sine_pair(x); });
    case Opcode::normal_pair:
      return unary(o, [](Vector x) { return normal_pair(x); });
    case Opcode::erf_pair:
      return unary(o, [](Vector x) { return erf_pair(x); });
    default:
      return;
  }
}

void run_function(const Operands& o) {
  switch (o.instruction.opcode) {
    case Opcode::negate:
      return unary(o, [](Vector x) { return -x; });
    case Opcode::absolute:
      return unary(o, [](Vector x) { return absolute(x); });
    case Opcode::sign:
      return unary(o, [](Vector x) { return sign(x); });
    case Opcode::square_root:
      return unary(o, [](Vector x) { return square_root(x); });
    case Opcode::exp:
      return unary(o, [](Vector x) { return exp(x); });
    case Opcode::expm1:
      return unary(o, [](Vector x) { return expm1(x); });
    case Opcode::log:
      return unary(o, [](Vector x) { return log(x); });
    case Opcode::log1p:
      return unary(o, [](Vector x) { return log1p(x); });
    case Opcode::sin:
      return unary(o, [](Vector x) { return sin(x); });
    case Opcode::cos:
      return unary(o, [](Vector x) { return cos(x); });
    case Opcode::sinh:
      return unary(o, [](Vector x) { return sinh(x); });
    case Opcode::cosh:
      return unary(o, [](Vector x) { return cosh(x); });
    case Opcode::tanh:
      return unary(o, [](Vector x) { return tanh(x); });
    case Opcode::sech:
      return unary(o, [](Vector x) { return sech(x); });
    case Opcode::asinh:
      return unary(o, [](Vector x) { return asinh(x); });
    case Opcode::atan:
      return unary(o, [](Vector x) { return atan(x); });
    case Opcode::sinc:
      return unary(o, [](Vector x) { return sinc(x); });
    case Opcode::bessel_j1:
      return unary(o, [](Vector x) { return bessel_j1(x); });
    case Opcode::sigmoid:
      return unary(o, [](Vector x) { return sigmoid(x); });
    case Opcode::softplus:
      return unary(o, [](Vector x) { return softplus(x); });
    case Opcode::log_sigmoid:
      return unary(o, [](Vector x) { return log_sigmoid(x); });
    case Opcode::erf:
      return unary(o, [](Vector x) { return erf(x); });
    case Opcode::erfc:
      return unary(o, [](Vector x) { return erfc(x); });
    case Opcode::normal_cdf:
      return unary(o, [](Vector x) { return normal_cdf(x); });
    default:
      return run_pair(o);
  }
}

}  // namespace

void run_formula(const Instruction* instructions, std::int64_t count,
                 const FormulaRegister* registers, std::int64_t n) {
  for (std::int64_t k = 0; k < count; ++k) {
    const Operands operands{instructions[k], registers, n};
    if (!run_arithmetic(operands)) run_function(operands);
  }
}

}  // namespace actlab::kernels::ACTLAB_ISA
