// Memory wanted soon. Kernels ask for it little by little, so that it arrives beside the
// arithmetic: a layer of few channels would otherwise wait for memory about a third of its time.
#pragma once

#include <cstdint>

namespace actlab::kernels {

struct Prefetch {
  const float* data = nullptr;
  std::int64_t floats = 0;
};

}  // namespace actlab::kernels
