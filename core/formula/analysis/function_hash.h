// Equal functions, however they are written: max(x, 0) and relu(x) have one hash.
#pragma once

#include <string>

#include <actlab/core/formula/compiler/compiled_formula.h>

namespace actlab::formula {

// The definition of "distinct": two functions are the same when the following agree to six
// significant digits (at most eight behind the point), in double, at 256 fixed inputs drawn from
// N(0, 1) and 64 drawn from N(0, 4^2), so that relu6 is not relu:
//   the value, and
//   the sum over the trainable parameters of the squared derivative by the parameter,
//     for parameters of one value a channel, and for shared ones;
// with every parameter at one generic value, which depends on its starting value alone. So names
// and order of parameters do not matter, different starting values make different functions, and
// beta1 * x - beta2 * x is not the constant 0. Sixteen hexadecimal digits.
//
// Not seen: the derivative pinned at a kink, and differences only where |x| is beyond about 10.
std::string function_hash(const CompiledFormula& formula);

}  // namespace actlab::formula
