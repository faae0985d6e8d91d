// Flush-to-zero must be off: a library linked with -ffast-math, or a caller, can switch the whole
// process into a mode in which tiny numbers become zero, and results then differ from machine to
// machine and from thread to thread.
#pragma once

namespace actlab::training {

// True where this thread rounds subnormal results and operands to zero.
bool flushes_to_zero();

// Looks at the calling thread and at the workers. Throws Error naming what was found.
void require_no_flush_to_zero();

}  // namespace actlab::training
