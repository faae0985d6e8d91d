// The instructions of formula programs: r = op(a, b, c), lane by lane over a block.
//
// NaN in gives NaN out, of comparisons and selections as well: a comparison gives 1, 0, or NaN
// where one of its sides is NaN, and select(c, a, b) is NaN where c is.
#pragma once

#include <cstdint>

namespace actlab::kernels {

enum class Opcode : std::uint8_t {
  // Arithmetic.
  add,
  subtract,
  multiply,
  divide,
  negate,
  chain,    // a * b, and 0 where either is 0: the chain rule where the other factor overflowed
  minimum,  // min(a, b); b in a tie
  maximum,  // max(a, b); b in a tie
  // Comparisons and choice.
  less,
  less_equal,
  equal,
  not_equal,
  select,             // c != 0 ? a : b, with the inputs in the order c, a, b
  select_less,        // a < b ? c : d, and NaN where a or b is
  select_less_equal,  // a <= b ? c : d, likewise
  // Two operations at once.
  multiply_add,       // a * b + c, like the next two without rounding the product
  multiply_subtract,  // a * b - c
  subtract_product,   // c - a * b
  product_of_three,   // a * b * c
  // Functions.
  absolute,
  sign,
  square_root,
  exp,
  expm1,
  log,
  log1p,
  sin,
  cos,
  sinh,
  cosh,
  tanh,
  tanhshrink,
  sech,
  asinh,
  atan,
  sinc,
  bessel_j1,
  sigmoid,
  softplus,
  log_sigmoid,
  erf,
  erfc,
  normal_cdf,
  // Two functions of one argument that share most of their work, into two outputs.
  sigmoid_pair,        // sigmoid(a), sigmoid(-a)
  softplus_pair,       // softplus(a), sigmoid(a)
  tanh_pair,           // tanh(a), sech(a)
  tanh_softplus_pair,  // tanh(softplus(a)), its derivative
  sine_pair,           // sin(a), cos(a)
  normal_pair,         // normal_cdf(a), exp(-a^2 / 2)
  erf_pair,            // erf(a), exp(-a^2)
  tanh_softplus,       // tanh(softplus(a)) alone
  // Gathering over all blocks of a caller.
  add_to_sum,         // output += a * b
  subtract_from_sum,  // output -= a * b
};

}  // namespace actlab::kernels
