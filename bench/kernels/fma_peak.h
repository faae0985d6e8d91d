// The processor's own ceiling: fused multiply-adds on registers, with no memory at all.
#pragma once

#include <cstdint>

namespace actlab::bench {

// Runs `steps` rounds on the calling thread and returns the floating-point operations done.
double fma_chains(std::int64_t steps);

}  // namespace actlab::bench
