// Sums of floats in double: a register of floats is added as two registers of doubles.
#pragma once

#include <actlab/core/kernels/vector/vector.h>

namespace actlab::kernels::ACTLAB_ISA {

typedef double Doubles __attribute__((vector_size(kLanes / 2 * sizeof(double))));

// The first and the second half of the lanes.
[[gnu::always_inline]] static inline Doubles low_doubles(Vector v) {
#if defined(__AVX512F__)
  // gcc 12 warns of the plain forms.
  return (Doubles)_mm512_maskz_cvtps_pd(0xff, _mm512_maskz_extractf32x8_ps(0xff, (__m512)v, 0));
#elif defined(__AVX2__)
  return (Doubles)_mm256_cvtps_pd(_mm256_castps256_ps128((__m256)v));
#elif defined(__x86_64__)
  return (Doubles)_mm_cvtps_pd((__m128)v);
#elif defined(__wasm_simd128__)
  return Doubles{v[0], v[1]};
#else
  return (Doubles)vcvt_f64_f32(vget_low_f32((float32x4_t)v));
#endif
}
[[gnu::always_inline]] static inline Doubles high_doubles(Vector v) {
#if defined(__AVX512F__)
  return (Doubles)_mm512_maskz_cvtps_pd(0xff, _mm512_maskz_extractf32x8_ps(0xff, (__m512)v, 1));
#elif defined(__AVX2__)
  return (Doubles)_mm256_cvtps_pd(_mm256_extractf128_ps((__m256)v, 1));
#elif defined(__x86_64__)
  return (Doubles)_mm_cvtps_pd(_mm_movehl_ps((__m128)v, (__m128)v));
#elif defined(__wasm_simd128__)
  return Doubles{v[2], v[3]};
#else
  return (Doubles)vcvt_high_f64_f32((float32x4_t)v);
#endif
}

class DoubleSum {
 public:
  [[gnu::always_inline]] void add(Vector v) {
    low_ += low_doubles(v);
    high_ += high_doubles(v);
  }
  // The products are taken in double too: those of floats are exact there.
  [[gnu::always_inline]] void add_product(Vector a, Vector b) {
    low_ += low_doubles(a) * low_doubles(b);
    high_ += high_doubles(a) * high_doubles(b);
  }
  double total() const {
    const Doubles both = low_ + high_;
    double sum = 0.0;
    for (int lane = 0; lane < kLanes / 2; ++lane) sum += both[lane];
    return sum;
  }

 private:
  Doubles low_{}, high_{};
};

}  // namespace actlab::kernels::ACTLAB_ISA
