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
  chain,     // a * b, and 0 where either is 0: the chain rule where the other factor overflowed
  minimum,  // min(a, b); b in a tie
  maximum,  // max(a, b); b in a tie
  // Comparisons and choice.
  less,
  less_equal,
  equal,
  not_equal,
  select,  // c != 0 ? a : b, with the inputs in the order c, a, b
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
  sech,
  asinh,
  atan,
  sinc,
  bessel_j1,
  sigmoid,
  sigmoid_pair,  // sigmoid(a), and sigmoid(-a) into the second output
  softplus,
  log_sigmoid,
  erf,
  erfc,
  normal_cdf,
};

}  // namespace actlab::kernels
