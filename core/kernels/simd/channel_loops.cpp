#include "core/kernels/simd/channel_loops.h"

#include "core/kernels/simd/vector.h"

namespace actlab::kernels::ACTLAB_ISA {
namespace {

// The same arithmetic on a whole vector and, at the end of a block, on single floats. Written out
// because the compiler's own vectoriser gives up where a result is also an input.
struct WholeVector {
  static Vector get(const float* from) { return load(from); }
  static void put(float* to, Vector v) { store(to, v); }
};
struct SingleFloat {
  static float get(const float* from) { return *from; }
  static void put(float* to, float v) { *to = v; }
};

template <class Body>
[[gnu::always_inline]] inline void for_each(std::int64_t n, Body body) {
  std::int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) body(WholeVector{}, i);
  for (; i < n; ++i) body(SingleFloat{}, i);
}

void multiply(std::int64_t n, const float* a, const float* b, float* result) {
  for_each(n, [=](auto lanes, std::int64_t i) {
    lanes.put(result + i, lanes.get(a + i) * lanes.get(b + i));
  });
}

void add_moments(std::int64_t n, const float* x, const float* pivot, float* sum, float* squares) {
  for_each(n, [=](auto lanes, std::int64_t i) {
    const auto d = lanes.get(x + i) - lanes.get(pivot + i);
    lanes.put(sum + i, lanes.get(sum + i) + d);
    lanes.put(squares + i, lanes.get(squares + i) + d * d);
  });
}

void normalise(std::int64_t n, const float* x, const float* mean, const float* scale,
               const float* shift, const float* skip, float* z) {
  const auto affine = [=](auto lanes, std::int64_t i) {
    return (lanes.get(x + i) - lanes.get(mean + i)) * lanes.get(scale + i) + lanes.get(shift + i);
  };
  if (skip == nullptr) {
    for_each(n, [=](auto lanes, std::int64_t i) { lanes.put(z + i, affine(lanes, i)); });
  } else {
    for_each(n, [=](auto lanes, std::int64_t i) {
      lanes.put(z + i, affine(lanes, i) + lanes.get(skip + i));
    });
  }
}

void add_gradient_sums(std::int64_t n, const float* d_y, const float* derivative, const float* x,
                       const float* mean, float* d_z, float* sum, float* sum_x) {
  const auto add = [=](auto lanes, std::int64_t i, auto d) {
    lanes.put(d_z + i, d);
    lanes.put(sum + i, lanes.get(sum + i) + d);
    lanes.put(sum_x + i, lanes.get(sum_x + i) + d * (lanes.get(x + i) - lanes.get(mean + i)));
  };
  if (derivative == nullptr) {
    for_each(n, [=](auto lanes, std::int64_t i) { add(lanes, i, lanes.get(d_y + i)); });
  } else {
    for_each(n, [=](auto lanes, std::int64_t i) {
      add(lanes, i, lanes.get(d_y + i) * lanes.get(derivative + i));
    });
  }
}

void input_gradient(std::int64_t n, const float* d_z, const float* x, const float* mean,
                    const float* a, const float* b, const float* c, const float* added,
                    float* d_x) {
  const auto gradient = [=](auto lanes, std::int64_t i) {
    const auto centred = lanes.get(x + i) - lanes.get(mean + i);
    return lanes.get(a + i) * lanes.get(d_z + i) - lanes.get(b + i) * centred - lanes.get(c + i);
  };
  if (added == nullptr) {
    for_each(n, [=](auto lanes, std::int64_t i) { lanes.put(d_x + i, gradient(lanes, i)); });
  } else {
    for_each(n, [=](auto lanes, std::int64_t i) {
      lanes.put(d_x + i, gradient(lanes, i) + lanes.get(added + i));
    });
  }
}

}  // namespace

extern const ChannelLoops kChannelLoops;
const ChannelLoops kChannelLoops{
    .multiply = multiply,
    .add_moments = add_moments,
    .normalise = normalise,
    .add_gradient_sums = add_gradient_sums,
    .input_gradient = input_gradient,
};

}  // namespace actlab::kernels::ACTLAB_ISA
