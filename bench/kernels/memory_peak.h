// The memory's own ceiling: the STREAM triad, a[i] = b[i] + s * c[i] (McCalpin 1995).
#pragma once

#include <cstdint>

namespace actlab::bench {

// One pass on the calling thread. Counted as 12 bytes an element: two read, one written, as STREAM
// does, though a cache line that is written is read before.
void triad(float* a, const float* b, const float* c, float scale, std::int64_t count);

}  // namespace actlab::bench
