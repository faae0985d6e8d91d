// Flat loops of normalisation and activation over one block (core/kernels/channel_blocks.h). All
// pointers are to n floats; a result may be the same array as an input of its loop.
#pragma once

#include <cstdint>

namespace actlab::kernels {

struct ChannelLoops {
  // result = a * b
  void (*multiply)(std::int64_t n, const float* a, const float* b, float* result);
  // sum += x - pivot;  squares += (x - pivot)^2
  void (*add_moments)(std::int64_t n, const float* x, const float* pivot, float* sum,
                      float* squares);
  // z = (x - mean) * scale + shift, + skip where it is not null
  void (*normalise)(std::int64_t n, const float* x, const float* mean, const float* scale,
                    const float* shift, const float* skip, float* z);
  // d_z = d_y, * derivative where it is not null;  sum += d_z;  sum_x += d_z * (x - mean)
  void (*add_gradient_sums)(std::int64_t n, const float* d_y, const float* derivative,
                            const float* x, const float* mean, float* d_z, float* sum,
                            float* sum_x);
  // d_x = a * d_z - b * (x - mean) - c, + added where it is not null
  void (*input_gradient)(std::int64_t n, const float* d_z, const float* x, const float* mean,
                         const float* a, const float* b, const float* c, const float* added,
                         float* d_x);
};

namespace portable {
extern const ChannelLoops kChannelLoops;
}
#if defined(__x86_64__)
namespace avx2 {
extern const ChannelLoops kChannelLoops;
}
namespace avx512 {
extern const ChannelLoops kChannelLoops;
}
#endif

}  // namespace actlab::kernels
