#include "bench/kernels/memory_peak.h"

namespace actlab::bench {

void triad(float* a, const float* b, const float* c, float scale, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) a[i] = b[i] + scale * c[i];
}

}  // namespace actlab::bench
