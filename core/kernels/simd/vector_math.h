// Elementary functions of one vector register: exp, tanh, sigmoid and their family.
//
// Those on the way of every training step (exp, sigmoid, tanh) are written here; the others are
// SLEEF's (Shibata & Petrogalli, "SLEEF: a portable vectorized library of C standard mathematical
// functions", 2020), within 1.0 ULP (erfc: 1.5). This is the only file that includes SLEEF.
// Errors, tested in tests/core/kernels where |result| >= 2^-118, in ULP:
//   exp 1.5, sigmoid 2.5, log1p 3, softplus and x sigmoid(x) 4, tanh 5, expm1 6.5, erf 7.
// All give NaN for NaN, and subnormal results where those are the true ones.
#pragma once

#include <sleef.h>

#include "core/kernels/simd/vector.h"

namespace actlab::kernels::ACTLAB_ISA {

#define ACTLAB_INLINE [[gnu::always_inline]] static inline

// ---- SLEEF, under the names of this project ---------------------------------------------------

#if defined(__AVX512F__)
#define ACTLAB_SLEEF(name, accuracy) (Vector) Sleef_##name##f16_##accuracy##avx512f((__m512)x)
#elif defined(__AVX2__)
#define ACTLAB_SLEEF(name, accuracy) (Vector) Sleef_##name##f8_##accuracy##avx2((__m256)x)
#elif defined(__SSE2__)
#define ACTLAB_SLEEF(name, accuracy) (Vector) Sleef_##name##f4_##accuracy##sse2((__m128)x)
#else
#define ACTLAB_SLEEF(name, accuracy) (Vector) Sleef_##name##f4_##accuracy((float32x4_t)x)
#endif

ACTLAB_INLINE Vector expm1(Vector x) { return ACTLAB_SLEEF(expm1, u10); }
ACTLAB_INLINE Vector log(Vector x) { return ACTLAB_SLEEF(log, u10); }
ACTLAB_INLINE Vector log1p(Vector x) { return ACTLAB_SLEEF(log1p, u10); }
ACTLAB_INLINE Vector sin(Vector x) { return ACTLAB_SLEEF(sin, u10); }
ACTLAB_INLINE Vector cos(Vector x) { return ACTLAB_SLEEF(cos, u10); }
ACTLAB_INLINE Vector sinh(Vector x) { return ACTLAB_SLEEF(sinh, u10); }
ACTLAB_INLINE Vector cosh(Vector x) { return ACTLAB_SLEEF(cosh, u10); }
ACTLAB_INLINE Vector asinh(Vector x) { return ACTLAB_SLEEF(asinh, u10); }
ACTLAB_INLINE Vector atan(Vector x) { return ACTLAB_SLEEF(atan, u10); }
ACTLAB_INLINE Vector erf(Vector x) { return ACTLAB_SLEEF(erf, u10); }
ACTLAB_INLINE Vector erfc(Vector x) { return ACTLAB_SLEEF(erfc, u15); }

#undef ACTLAB_SLEEF

// ---- parts ------------------------------------------------------------------------------------

// a where the mask is set, else b.
ACTLAB_INLINE Vector choose(Mask mask, Vector a, Vector b) { return mask ? a : b; }

ACTLAB_INLINE Vector absolute(Vector x) { return (Vector)((Mask)x & 0x7fffffff); }

// magnitude with the sign of `sign`; magnitude must not be negative.
ACTLAB_INLINE Vector with_sign(Vector magnitude, Vector sign) {
  return (Vector)((Mask)magnitude | ((Mask)sign & static_cast<std::int32_t>(0x80000000u)));
}

// x * 2^n for whole n in [-252, 254], correctly rounded where the result is subnormal.
ACTLAB_INLINE Vector scale_by_power_of_two(Vector x, Vector n) {
#if defined(__AVX512F__)
  return (Vector)_mm512_maskz_scalef_ps(0xffff, (__m512)x, (__m512)n);
#else
  const Mask whole = __builtin_convertvector(n, Mask);
  const Mask half = whole >> 1;  // in two steps, since 2^n itself may not be a float
  return x * (Vector)((half + 127) << 23) * (Vector)((whole - half + 127) << 23);
#endif
}

// exp(x) for x in [-105, 89] or NaN: 2^n exp(r), |r| <= log(2) / 2, with log(2) in two parts and
// Cephes' polynomial.
ACTLAB_INLINE Vector exp_in_range(Vector x) {
  constexpr float kToWholeNumber = 12582912.0f;  // 1.5 * 2^23: adding it rounds to whole numbers
  const Vector shifted = multiply_add(x, broadcast(1.44269504f), broadcast(kToWholeNumber));
  const Vector n = shifted - kToWholeNumber;
  Vector r = multiply_add(n, broadcast(-0.693359375f), x);
  r = multiply_add(n, broadcast(2.12194440e-4f), r);
  Vector p = broadcast(1.9875691500e-4f);
  p = multiply_add(p, r, broadcast(1.3981999507e-3f));
  p = multiply_add(p, r, broadcast(8.3334519073e-3f));
  p = multiply_add(p, r, broadcast(4.1665795894e-2f));
  p = multiply_add(p, r, broadcast(1.6666665459e-1f));
  p = multiply_add(p, r, broadcast(5.0000001201e-1f));
  p = multiply_add(p, r * r, r) + 1.0f;
  return scale_by_power_of_two(p, n);
}

// exp(-|x|): never overflows.
ACTLAB_INLINE Vector exp_of_minus_magnitude(Vector x) {
  const Vector y = -absolute(x);
  return exp_in_range(choose(y < -105.0f, broadcast(-105.0f), y));
}

// ---- functions --------------------------------------------------------------------------------

ACTLAB_INLINE Vector exp(Vector x) {
  x = choose(x < -105.0f, broadcast(-105.0f), x);
  return exp_in_range(choose(x > 89.0f, broadcast(89.0f), x));
}

// sigmoid(x) and sigmoid(-x), each with full relative accuracy: 1 / (1 + e) and e / (1 + e) with
// e = exp(-|x|).
struct SigmoidPair {
  Vector of_x;
  Vector of_minus_x;
};
ACTLAB_INLINE SigmoidPair sigmoid_pair(Vector x) {
  const Vector e = exp_of_minus_magnitude(x);
  const Vector large = 1.0f / (1.0f + e);
  const Vector small = e * large;
  const Mask negative = x < 0.0f;
  return {choose(negative, small, large), choose(negative, large, small)};
}

ACTLAB_INLINE Vector sigmoid(Vector x) {
  const Vector e = exp_of_minus_magnitude(x);
  return choose(x < 0.0f, e, broadcast(1.0f)) / (1.0f + e);
}

ACTLAB_INLINE Vector softplus(Vector x) {
  return choose(x < 0.0f, broadcast(0.0f), x) + log1p(exp_of_minus_magnitude(x));
}

ACTLAB_INLINE Vector log_sigmoid(Vector x) { return -softplus(-x); }

// Near 0 an odd polynomial (Cephes), else 1 - 2 / (exp(2 |x|) + 1).
ACTLAB_INLINE Vector tanh(Vector x) {
  const Vector magnitude = absolute(x);
  const Vector e = exp_of_minus_magnitude(x + x);
  const Vector far = with_sign((1.0f - e) / (1.0f + e), x);
  const Vector square = x * x;
  Vector p = broadcast(-5.70498872745e-3f);
  p = multiply_add(p, square, broadcast(2.06390887954e-2f));
  p = multiply_add(p, square, broadcast(-5.37397155531e-2f));
  p = multiply_add(p, square, broadcast(1.33314422036e-1f));
  p = multiply_add(p, square, broadcast(-3.33332819422e-1f));
  const Vector near = multiply_add(p * square, x, x);
  return choose(magnitude < 0.625f, near, far);
}

// 1 / cosh(x) = 2 e / (1 + e^2), e = exp(-|x|).
ACTLAB_INLINE Vector sech(Vector x) {
  const Vector e = exp_of_minus_magnitude(x);
  return (e + e) / multiply_add(e, e, broadcast(1.0f));
}

// sin(x) / x, 1 at 0.
ACTLAB_INLINE Vector sinc(Vector x) {
  const Mask zero = x == 0.0f;
  const Vector quotient = sin(x) / choose(zero, broadcast(1.0f), x);
  const Mask infinite = absolute(x) > 3.40282347e38f;
  return choose(infinite, broadcast(0.0f), choose(zero, broadcast(1.0f), quotient));
}

// The spherical Bessel function j1(x) = (sinc(x) - cos(x)) / x, by its series
// x/3 (1 - x^2/10 (1 - x^2/28 (1 - x^2/54 ...))) where the difference cancels.
ACTLAB_INLINE Vector bessel_j1(Vector x) {
  const Vector square = x * x;
  Vector p = multiply_add(square, broadcast(-1.0f / 180.0f), broadcast(1.0f));
  p = multiply_add(square * p, broadcast(-1.0f / 130.0f), broadcast(1.0f));
  p = multiply_add(square * p, broadcast(-1.0f / 88.0f), broadcast(1.0f));
  p = multiply_add(square * p, broadcast(-1.0f / 54.0f), broadcast(1.0f));
  p = multiply_add(square * p, broadcast(-1.0f / 28.0f), broadcast(1.0f));
  p = multiply_add(square * p, broadcast(-1.0f / 10.0f), broadcast(1.0f));
  const Vector near = x * p * (1.0f / 3.0f);
  const Vector magnitude = absolute(x);
  const Vector far = (sinc(x) - cos(x)) / x;
  return choose(magnitude > 3.40282347e38f, broadcast(0.0f), choose(magnitude < 1.5f, near, far));
}

// The normal distribution function, erfc(-x / sqrt(2)) / 2: relative accuracy in the whole tail.
ACTLAB_INLINE Vector normal_cdf(Vector x) { return 0.5f * erfc(x * -0.707106781f); }

#undef ACTLAB_INLINE

}  // namespace actlab::kernels::ACTLAB_ISA
