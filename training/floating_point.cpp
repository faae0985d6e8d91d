#include <actlab/training/floating_point.h>

#include <atomic>
#include <limits>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>

namespace actlab::training {

bool flushes_to_zero() {
  // volatile: the processor must compute, not the compiler
  volatile float smallest_normal = std::numeric_limits<float>::min();
  volatile float smallest = std::numeric_limits<float>::denorm_min();
  volatile float subnormal_result = smallest_normal * 0.5f;
  volatile float of_subnormal_operand = smallest * 16777216.0f;
  return subnormal_result == 0.0f || of_subnormal_operand == 0.0f;
}

void require_no_flush_to_zero() {
  std::atomic<bool> found = flushes_to_zero();
  // more pieces than threads, so that each worker is likely to take some
  parallel_for(64 * static_cast<std::int64_t>(threads()), [&](std::int64_t) {
    if (flushes_to_zero()) found = true;
  });
  if (found) {
    throw Error(
        "[floating point] this process rounds subnormal numbers to zero (flush-to-zero); is a "
        "library loaded that was linked with -ffast-math?");
  }
}

}  // namespace actlab::training
