// Scratch memory of the current thread: a stack of aligned floats that is reused by every kernel,
// so that inner loops never allocate and stay in the same cache lines.
//
//   Scratch scratch;                       // opens a scope
//   float* padded = scratch.floats(n);     // 64-byte aligned, not initialised
//                                          // the scope's end gives all of it back
#pragma once

#include <cstddef>
#include <cstdint>

namespace actlab {

class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  // `count` floats, aligned to 64 bytes, valid until this scope ends. Throws std::bad_alloc.
  float* floats(std::int64_t count);

 private:
  std::size_t block_;   // where this scope began: block number and
  std::size_t offset_;  // offset in it
};

// What the stacks of all threads hold, about as much as was needed at once; goes with its thread.
std::int64_t scratch_bytes();

}  // namespace actlab
