// The formula language.
//
//   formula    = sum [ "where" parameter { "," parameter } ]
//   parameter  = name "=" [ "-" ] number [ "shared" | "fixed" ]      one value a channel by default
//   sum        = product { ( "+" | "-" ) product }
//   product    = signed { ( "*" | "/" ) signed }
//   signed     = "-" signed | power
//   power      = value [ "^" [ "-" ] whole number ]                 -x^2 is -(x^2)
//   value      = number | "x" | "pi" | name | call | "(" sum ")"
//   call       = function "(" sum ")" | ( "min" | "max" ) "(" sum "," sum ")"
//              | "where" "(" sum comparison sum "," sum "," sum ")"
//   comparison = "<" | "<=" | ">" | ">=" | "==" | "!="
//
// A function is a primitive (core/formula/language/primitives.h) or a catalog name
// (core/formula/language/catalog.h), whose parameters become parameters of the formula. Any other
// name is a parameter; one name is one parameter, and starts at 1 where nothing is declared. "Phi"
// is another name of normal_cdf.
#pragma once

#include <cstddef>
#include <string_view>

#include <actlab/core/formula/language/expression.h>

namespace actlab::formula {

inline constexpr std::size_t kLongestFormula = 4096;   // characters
inline constexpr int kDeepestFormula = 256;            // levels of nesting
inline constexpr std::int64_t kLargestFormula = 1024;  // operations, numbers and names
inline constexpr std::int64_t kLargestDerivative = 16384;

// The formula exactly as written. Throws UsageError naming the column, what was expected, and the
// nearest known name.
Expression parse(std::string_view formula);

// UsageError where the formula is larger or deeper than the limits above.
void check_size(const Expression& expression);

}  // namespace actlab::formula
