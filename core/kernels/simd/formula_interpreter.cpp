#include "core/kernels/simd/formula_interpreter.h"

#include "core/kernels/formula_opcodes.h"
#include "core/kernels/simd/vector_math.h"

namespace actlab::kernels::ACTLAB_ISA {
namespace {

// One instruction over a block: reads its inputs vector by vector, writes its output.
struct Operands {
  const Instruction& instruction;
  const FormulaRegister* registers;
  std::int64_t n;

  float* output() const { return registers[instruction.output].data; }
  float* second_output() const { return registers[instruction.second_output].data; }
};

template <class Function>
[[gnu::always_inline]] inline void unary(const Operands& o, Function function) {
  const FormulaRegister a = o.registers[o.instruction.input[0]];
  float* output = o.output();
  for (std::int64_t i = 0; i < o.n; i += kLanes) {
    store(output + i, function(load(a.data + (i & a.mask))));
  }
}

template <class Function>
[[gnu::always_inline]] inline void binary(const Operands& o, Function function) {
  const FormulaRegister a = o.registers[o.instruction.input[0]];
  const FormulaRegister b = o.registers[o.instruction.input[1]];
  float* output = o.output();
  for (std::int64_t i = 0; i < o.n; i += kLanes) {
    store(output + i, function(load(a.data + (i & a.mask)), load(b.data + (i & b.mask))));
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

void select(const Operands& o) {
  const FormulaRegister c = o.registers[o.instruction.input[0]];
  const FormulaRegister a = o.registers[o.instruction.input[1]];
  const FormulaRegister b = o.registers[o.instruction.input[2]];
  float* output = o.output();
  for (std::int64_t i = 0; i < o.n; i += kLanes) {
    const Vector condition = load(c.data + (i & c.mask));
    const Vector chosen =
        choose(condition != 0.0f, load(a.data + (i & a.mask)), load(b.data + (i & b.mask)));
    store(output + i, choose(condition == condition, chosen, condition));
  }
}

void two_sigmoids(const Operands& o) {
  const FormulaRegister a = o.registers[o.instruction.input[0]];
  float* output = o.output();
  float* second = o.second_output();
  for (std::int64_t i = 0; i < o.n; i += kLanes) {
    const SigmoidPair pair = sigmoid_pair(load(a.data + (i & a.mask)));
    store(output + i, pair.of_x);
    store(second + i, pair.of_minus_x);
  }
}

// The operations of two inputs, and select.
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
      binary(o, [](Vector a, Vector b) { return choose(a == a, choose(a < b, a, b), a); });
      return true;
    case Opcode::maximum:
      binary(o, [](Vector a, Vector b) { return choose(a == a, choose(a > b, a, b), a); });
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
      select(o);
      return true;
    default:
      return false;
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
    case Opcode::sigmoid_pair:
      return two_sigmoids(o);
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
      return;
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
