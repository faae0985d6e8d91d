#include <actlab/core/kernels/program/formula_specification.h>

#include <cmath>

#include <actlab/core/kernels/program/formula_opcodes.h>

namespace actlab::kernels {
namespace {

struct Results {
  double first, second = 0.0;  // the second of pairs alone
};

// 1, 0, or NaN where one of the sides is NaN.
double truth(bool holds, double a, double b) {
  return std::isnan(a) || std::isnan(b) ? NAN : holds ? 1.0 : 0.0;
}

double choice(double truth, double a, double b) {
  return std::isnan(truth) ? truth : truth != 0.0 ? a : b;
}

// clang-format off
double arithmetic(Opcode opcode, double a, double b, double c, double d) {
  switch (opcode) {
    case Opcode::add: return a + b;
    case Opcode::subtract: return a - b;
    case Opcode::multiply: return a * b;
    case Opcode::divide: return a / b;
    case Opcode::negate: return -a;
    case Opcode::chain: return a == 0.0 || b == 0.0 ? 0.0 : a * b;
    case Opcode::minimum: return std::isnan(a) ? a : a < b ? a : b;
    case Opcode::maximum: return std::isnan(a) ? a : a > b ? a : b;
    case Opcode::less: return truth(a < b, a, b);
    case Opcode::less_equal: return truth(a <= b, a, b);
    case Opcode::equal: return truth(a == b, a, b);
    case Opcode::not_equal: return truth(a != b, a, b);
    case Opcode::select: return choice(a, b, c);
    case Opcode::select_less: return choice(truth(a < b, a, b), c, d);
    case Opcode::select_less_equal: return choice(truth(a <= b, a, b), c, d);
    case Opcode::multiply_add: return a * b + c;
    case Opcode::multiply_subtract: return a * b - c;
    case Opcode::subtract_product: return c - a * b;
    case Opcode::product_of_three: return a * b * c;
    default: return NAN;
  }
}
// clang-format on

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }
double softplus(double x) { return std::fmax(x, 0.0) + std::log1p(std::exp(-std::fabs(x))); }
double sech(double x) { return 1.0 / std::cosh(x); }
double sinc(double x) { return x == 0.0 ? 1.0 : std::sin(x) / x; }
double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }
double tanh_softplus(double x) { return std::isnan(x) ? x : std::tanh(softplus(x)); }

double bessel_j1(double x) {  // by its series where the difference cancels
  return std::fabs(x) < 0.01 ? x / 3.0 * (1.0 - x * x / 10.0) : (sinc(x) - std::cos(x)) / x;
}

// clang-format off
double function(Opcode opcode, double x) {
  switch (opcode) {
    case Opcode::absolute: return std::fabs(x);
    case Opcode::sign: return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : x;
    case Opcode::square_root: return std::sqrt(x);
    case Opcode::exp: return std::exp(x);
    case Opcode::expm1: return std::expm1(x);
    case Opcode::log: return std::log(x);
    case Opcode::log1p: return std::log1p(x);
    case Opcode::sin: return std::sin(x);
    case Opcode::cos: return std::cos(x);
    case Opcode::sinh: return std::sinh(x);
    case Opcode::cosh: return std::cosh(x);
    case Opcode::tanh: return std::tanh(x);
    case Opcode::tanhshrink: return x - std::tanh(x);
    case Opcode::sech: return sech(x);
    case Opcode::asinh: return std::asinh(x);
    case Opcode::atan: return std::atan(x);
    case Opcode::sinc: return sinc(x);
    case Opcode::bessel_j1: return bessel_j1(x);
    case Opcode::sigmoid: return sigmoid(x);
    case Opcode::softplus: return std::isnan(x) ? x : softplus(x);
    case Opcode::log_sigmoid: return std::isnan(x) ? x : -softplus(-x);
    case Opcode::erf: return std::erf(x);
    case Opcode::erfc: return std::erfc(x);
    case Opcode::normal_cdf: return normal_cdf(x);
    case Opcode::tanh_softplus: return tanh_softplus(x);
    default: return NAN;
  }
}
// clang-format on

// clang-format off
Results pair(Opcode opcode, double x) {
  switch (opcode) {
    case Opcode::sigmoid_pair: return {sigmoid(x), sigmoid(-x)};
    case Opcode::softplus_pair: return {std::isnan(x) ? x : softplus(x), sigmoid(x)};
    case Opcode::tanh_pair: return {std::tanh(x), sech(x)};
    case Opcode::tanh_softplus_pair:
      return {tanh_softplus(x), sech(softplus(x)) * sech(softplus(x)) * sigmoid(x)};
    case Opcode::sine_pair: return {std::sin(x), std::cos(x)};
    case Opcode::normal_pair: return {normal_cdf(x), std::exp(-0.5 * x * x)};
    case Opcode::erf_pair: return {std::erf(x), std::exp(-x * x)};
    default: return {NAN, NAN};
  }
}
// clang-format on

bool is_pair(Opcode opcode) { return opcode >= Opcode::sigmoid_pair && opcode <= Opcode::erf_pair; }

// Instruction::accumulated, stored and leaves_second are matters of speed and change no meaning:
// each register is written once, but for sums, and keeps what it got.
void run(const std::vector<Instruction>& instructions, std::vector<double>& registers) {
  for (const Instruction& at : instructions) {
    const auto input = [&](int k) { return registers[at.input[k]]; };
    double& output = registers[at.output];
    if (at.opcode == Opcode::add_to_sum) {
      output += input(0) * input(1);
    } else if (at.opcode == Opcode::subtract_from_sum) {
      output -= input(0) * input(1);
    } else if (is_pair(at.opcode)) {
      const Results two = pair(at.opcode, input(0));
      output = two.first;
      registers[at.second_output] = two.second;
    } else if (inputs_of(at.opcode) == 1 && at.opcode != Opcode::negate) {
      output = function(at.opcode, input(0));
    } else {
      output = arithmetic(at.opcode, input(0), input(1), input(2), input(3));
    }
  }
}

}  // namespace

// clang-format off
int inputs_of(Opcode opcode) {
  switch (opcode) {
    case Opcode::select_less:
    case Opcode::select_less_equal: return 4;
    case Opcode::select:
    case Opcode::multiply_add:
    case Opcode::multiply_subtract:
    case Opcode::subtract_product:
    case Opcode::product_of_three: return 3;
    case Opcode::negate: return 1;
    case Opcode::add_to_sum:
    case Opcode::subtract_from_sum: return 2;
    default: return opcode >= Opcode::absolute ? 1 : 2;
  }
}
// clang-format on

FormulaMeaning meaning_of(const FormulaProgram& program, double x,
                          std::span<const double> parameters, double d_y) {
  std::vector<double> registers{x};
  registers.insert(registers.end(), parameters.begin(), parameters.end());
  registers.resize(registers.size() + static_cast<std::size_t>(program.hoisted));
  for (const FormulaConstant& constant : program.constants) {
    registers.push_back(static_cast<double>(constant.copies[0]));
  }
  if (program.sums > 0) registers.push_back(d_y);
  const std::size_t first_sum = registers.size();
  registers.resize(static_cast<std::size_t>(program.registers));
  run(program.setup, registers);
  run(program.instructions, registers);

  const auto at = [&](int r) { return r < 0 ? 0.0 : registers[static_cast<std::size_t>(r)]; };
  FormulaMeaning meaning{at(program.value), at(program.derivative), {}, {}};
  for (const int r : program.parameter_derivatives) meaning.parameter_derivatives.push_back(at(r));
  for (int p = 0; p < program.sums; ++p) {
    meaning.sums.push_back(registers[first_sum + static_cast<std::size_t>(p)]);
  }
  return meaning;
}

}  // namespace actlab::kernels
