#include <actlab/core/formula/language/primitives.h>

#include <cmath>
#include <numbers>

#include <actlab/core/base/error.h>

namespace actlab::formula {
namespace {

using kernels::Opcode;

double sign(double x) { return x > 0 ? 1.0 : x < 0 ? -1.0 : x; }

double sigmoid(double x) {
  const double e = std::exp(-std::fabs(x));
  return (x < 0 ? e : 1.0) / (1.0 + e);
}

double softplus(double x) { return (x < 0 ? 0.0 : x) + std::log1p(std::exp(-std::fabs(x))); }

double log_sigmoid(double x) { return -softplus(-x); }

// (x cosh(x) - sinh(x)) / cosh(x), near 0 by the series of the numerator: nothing cancels there.
double tanhshrink(double x) {
  if (!(std::fabs(x) < 1.0)) return x - std::tanh(x);
  double term = x;  // x^(2k+1) / (2k+1)!
  double sum = 0.0;
  for (int k = 1; k <= 12; ++k) {
    term *= x * x / (2.0 * k * (2.0 * k + 1.0));
    sum += 2.0 * k * term;
  }
  return sum / std::cosh(x);
}

double sech(double x) {
  const double e = std::exp(-std::fabs(x));
  return 2.0 * e / (1.0 + e * e);
}

double sinc(double x) {
  if (std::isinf(x)) return 0.0;
  return x == 0.0 ? 1.0 : std::sin(x) / x;
}

// The spherical Bessel function (sinc(x) - cos(x)) / x; its series where the difference cancels.
double bessel_j1(double x) {
  if (std::isinf(x)) return 0.0;
  if (std::fabs(x) > 1.0) return (sinc(x) - std::cos(x)) / x;
  double term = x / 3.0;
  double sum = term;
  for (int k = 1; k <= 10; ++k) {
    term *= -x * x / (2.0 * k * (2.0 * k + 3.0));
    sum += term;
  }
  return sum;
}

double normal_cdf(double x) { return 0.5 * std::erfc(-x * std::numbers::sqrt2 / 2.0); }

std::vector<Primitive> build_table() {
  const std::nullopt_t smooth = std::nullopt;
  const Kink at_zero{0.0, 0.0};
  const bool bounded = true;
  const bool unbounded = false;
  return {
      {Opcode::absolute, "abs", "sign(x)", "", at_zero, unbounded, 0.0,
       [](double x) { return std::fabs(x); }},
      {Opcode::sign, "sign", "0", "", at_zero, bounded, 0.0, sign},
      {Opcode::square_root, "sqrt", "0.5 / sqrt(x)", "x >= 0", smooth, unbounded, 0.5,
       [](double x) { return std::sqrt(x); }},
      {Opcode::exp, "exp", "exp(x)", "", smooth, unbounded, 1.5,
       [](double x) { return std::exp(x); }},
      {Opcode::expm1, "expm1", "exp(x)", "", smooth, unbounded, 6.5,
       [](double x) { return std::expm1(x); }},
      {Opcode::log, "log", "1 / x", "x > 0", smooth, unbounded, 1.0,
       [](double x) { return std::log(x); }},
      {Opcode::log1p, "log1p", "1 / (1 + x)", "x > -1", smooth, unbounded, 3.0,
       [](double x) { return std::log1p(x); }},
      {Opcode::sin, "sin", "cos(x)", "", smooth, bounded, 1.0,
       [](double x) { return std::sin(x); }},
      {Opcode::cos, "cos", "-sin(x)", "", smooth, bounded, 1.0,
       [](double x) { return std::cos(x); }},
      {Opcode::sinh, "sinh", "cosh(x)", "", smooth, unbounded, 2.0,
       [](double x) { return std::sinh(x); }},
      {Opcode::cosh, "cosh", "sinh(x)", "", smooth, unbounded, 2.0,
       [](double x) { return std::cosh(x); }},
      {Opcode::tanh, "tanh", "sech(x)^2", "", smooth, bounded, 5.0,
       [](double x) { return std::tanh(x); }},
      {Opcode::tanhshrink, "tanhshrink", "tanh(x)^2", "", smooth, unbounded, 8.0, tanhshrink},
      {Opcode::sech, "sech", "-sech(x) * tanh(x)", "", smooth, bounded, 3.0, sech},
      // In the derivative x^2 would overflow beyond 1e19.
      {Opcode::asinh, "asinh", "where(abs(x) < 1e9, 1 / sqrt(x^2 + 1), 1 / abs(x))", "", smooth,
       unbounded, 4.0, [](double x) { return std::asinh(x); }},
      {Opcode::atan, "atan", "1 / (1 + x^2)", "", smooth, bounded, 1.0,
       [](double x) { return std::atan(x); }},
      {Opcode::sinc, "sinc", "-bessel_j1(x)", "", smooth, bounded, 2.5, sinc},
      // Its ULP are those of 1 / x, the height of its waves.
      {Opcode::bessel_j1, "bessel_j1", "where(x == 0, 1 / 3, sinc(x) - 2 * bessel_j1(x) / x)", "",
       smooth, unbounded, 8.0, bessel_j1},
      {Opcode::sigmoid, "sigmoid", "sigmoid(x) * sigmoid(-x)", "", smooth, bounded, 2.5, sigmoid},
      {Opcode::softplus, "softplus", "sigmoid(x)", "", smooth, unbounded, 4.0, softplus},
      {Opcode::log_sigmoid, "log_sigmoid", "sigmoid(-x)", "", smooth, unbounded, 4.0, log_sigmoid},
      {Opcode::erf, "erf", "1.1283791670955126 * exp(-x^2)", "", smooth, bounded, 7.0,
       [](double x) { return std::erf(x); }},
      {Opcode::erfc, "erfc", "-1.1283791670955126 * exp(-x^2)", "", smooth, bounded, 1.5,
       [](double x) { return std::erfc(x); }},
      {Opcode::normal_cdf, "normal_cdf", "0.3989422804014327 * exp(-0.5 * x^2)", "", smooth,
       bounded, 8.0, normal_cdf},
  };
}

}  // namespace

const std::vector<Primitive>& primitives() {
  static const std::vector<Primitive> table = build_table();
  return table;
}

const Primitive* find_primitive(std::string_view name) {
  if (name == "Phi") name = "normal_cdf";  // as the literature writes it
  for (const Primitive& row : primitives()) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

const Primitive& primitive(Opcode opcode) {
  for (const Primitive& row : primitives()) {
    if (row.opcode == opcode) return row;
  }
  throw Error(text("[formula] opcode ", static_cast<int>(opcode), " is no unary function"));
}

bool is_unary(Opcode opcode) { return opcode >= Opcode::absolute && opcode < Opcode::sigmoid_pair; }

std::vector<std::string> primitive_names() {
  std::vector<std::string> names{"Phi"};
  for (const Primitive& row : primitives()) names.emplace_back(row.name);
  return names;
}

}  // namespace actlab::formula
