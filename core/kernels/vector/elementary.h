// log, sin, cos, atan and erfc of a vector register: SLEEF's. Only this file includes SLEEF. Where
// there is none, in a page of the browser, the C library's functions take the lanes one by one.
#pragma once

#if !defined(__wasm__)
#include <sleef.h>
#endif

#include <actlab/core/kernels/vector/vector.h>

namespace actlab::kernels::ACTLAB_ISA {

#define ACTLAB_INLINE [[gnu::always_inline]] static inline

struct Pair {
  Vector first;
  Vector second;
};

#if !defined(__wasm__)

#if defined(__AVX512F__)
#define ACTLAB_SLEEF(name, accuracy) (Vector) Sleef_##name##f16_##accuracy##avx512f((__m512)x)
#elif defined(__AVX2__)
#define ACTLAB_SLEEF(name, accuracy) (Vector) Sleef_##name##f8_##accuracy##avx2((__m256)x)
#elif defined(__SSE2__)
#define ACTLAB_SLEEF(name, accuracy) (Vector) Sleef_##name##f4_##accuracy##sse2((__m128)x)
#else
#define ACTLAB_SLEEF(name, accuracy) (Vector) Sleef_##name##f4_##accuracy((float32x4_t)x)
#endif

ACTLAB_INLINE Vector log(Vector x) { return ACTLAB_SLEEF(log, u10); }
ACTLAB_INLINE Vector sin(Vector x) { return ACTLAB_SLEEF(sin, u10); }
ACTLAB_INLINE Vector cos(Vector x) { return ACTLAB_SLEEF(cos, u10); }
ACTLAB_INLINE Vector atan(Vector x) { return ACTLAB_SLEEF(atan, u10); }
ACTLAB_INLINE Vector erfc(Vector x) { return ACTLAB_SLEEF(erfc, u15); }

#undef ACTLAB_SLEEF

// sin(x), cos(x).
ACTLAB_INLINE Pair sine_pair(Vector x) {
#if defined(__AVX512F__)
  const auto both = Sleef_sincosf16_u10avx512f((__m512)x);
#elif defined(__AVX2__)
  const auto both = Sleef_sincosf8_u10avx2((__m256)x);
#elif defined(__SSE2__)
  const auto both = Sleef_sincosf4_u10sse2((__m128)x);
#else
  const auto both = Sleef_sincosf4_u10((float32x4_t)x);
#endif
  return {(Vector)both.x, (Vector)both.y};
}

#else

template <class Function>
ACTLAB_INLINE Vector by_lane(Function function, Vector x) {
  for (int lane = 0; lane < kLanes; ++lane) x[lane] = function(x[lane]);
  return x;
}

// In double precision, which costs WebAssembly little: correctly rounded but for rare cases.
ACTLAB_INLINE float rounded(double value) { return static_cast<float>(value); }
ACTLAB_INLINE Vector log(Vector x) {
  return by_lane([](float v) { return rounded(__builtin_log(v)); }, x);
}
ACTLAB_INLINE Vector sin(Vector x) {
  return by_lane([](float v) { return rounded(__builtin_sin(v)); }, x);
}
ACTLAB_INLINE Vector cos(Vector x) {
  return by_lane([](float v) { return rounded(__builtin_cos(v)); }, x);
}
ACTLAB_INLINE Vector atan(Vector x) {
  return by_lane([](float v) { return rounded(__builtin_atan(v)); }, x);
}
ACTLAB_INLINE Vector erfc(Vector x) {
  return by_lane([](float v) { return rounded(__builtin_erfc(v)); }, x);
}
ACTLAB_INLINE Pair sine_pair(Vector x) { return {sin(x), cos(x)}; }

#endif

#undef ACTLAB_INLINE

}  // namespace actlab::kernels::ACTLAB_ISA
