// Fewer and larger steps, between lowering (core/formula/compiler/lowering.h) and the bytecode.
#pragma once

#include <cstddef>

#include <actlab/core/formula/compiler/lowering.h>

namespace actlab::formula {

// Joins products with the sums they go into, and comparisons with the choices they decide, where
// the interpreter has one instruction for both; removes steps that nothing reads. A product that
// enters a sum is not rounded.
void fuse(Steps& code);

// Takes `count` roots, from `first` on, off the list. Each is multiplied by d_y and added to a sum
// as soon as it is computed.
void gather(Steps& code, std::size_t first, std::size_t count);

}  // namespace actlab::formula
