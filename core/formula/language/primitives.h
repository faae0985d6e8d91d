// The unary functions of the formula language: one row each, in one table.
//
// A row holds all that the rest of the room knows about a function: how it is written, its
// derivative as a formula, where it is defined, where it has a kink and the derivative pinned
// there, whether it is bounded, how accurate the vector code is, and a double-precision reference.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/kernels/program/formula_opcodes.h>

namespace actlab::formula {

struct Kink {
  double at;
  double derivative;  // pinned there
};

struct Primitive {
  kernels::Opcode opcode;
  std::string_view name;
  std::string_view derivative;  // a formula of x
  std::string_view domain;      // empty: all numbers
  std::optional<Kink> kink;
  bool bounded;                 // finite for every x, infinities included
  double ulp;                   // largest error of the float32 code where |result| >= 2^-118
  double (*reference)(double);  // in double precision, the same function
};

const std::vector<Primitive>& primitives();

const Primitive* find_primitive(std::string_view name);  // null where there is none
const Primitive& primitive(kernels::Opcode opcode);      // a unary opcode
bool is_unary(kernels::Opcode opcode);

std::vector<std::string> primitive_names();

}  // namespace actlab::formula
