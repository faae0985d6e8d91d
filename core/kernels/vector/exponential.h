// What the elementary functions of vector_math.h are made of: exp and log1p where the argument
// is known to be in range, and choices lane by lane. Polynomials without a name beside them are
// fits as described there.
#pragma once

#include <actlab/core/kernels/vector/vector.h>

namespace actlab::kernels::ACTLAB_ISA {

#define ACTLAB_INLINE [[gnu::always_inline]] static inline

// a where the mask is set, else b.
ACTLAB_INLINE Vector choose(Mask mask, Vector a, Vector b) { return mask ? a : b; }

ACTLAB_INLINE Vector absolute(Vector x) { return (Vector)((Mask)x & 0x7fffffff); }

// magnitude with the sign of `sign`; magnitude must not be negative.
ACTLAB_INLINE Vector with_sign(Vector magnitude, Vector sign) {
  return (Vector)((Mask)magnitude | ((Mask)sign & static_cast<std::int32_t>(0x80000000u)));
}

// x = n log(2) + r with |r| <= log(2) / 2, for |x| <= 106; log(2) in two parts.
struct Reduced {
  Vector n;
  Vector r;
};
ACTLAB_INLINE Reduced reduce_by_log2(Vector x) {
  constexpr float kToWholeNumber = 12582912.0f;  // 1.5 * 2^23: adding it rounds to whole numbers
  const Vector shifted = multiply_add(x, broadcast(1.44269504f), broadcast(kToWholeNumber));
  const Vector n = shifted - kToWholeNumber;
  const Vector r = multiply_add(n, broadcast(-0.693359375f), x);
  return {n, multiply_add(n, broadcast(2.12194440e-4f), r)};
}

// (exp(r) - 1 - r) / r^2 for |r| <= log(2) / 2 (Cephes).
ACTLAB_INLINE Vector exp_polynomial(Vector r) {
  Vector p = broadcast(1.9875691500e-4f);
  p = multiply_add(p, r, broadcast(1.3981999507e-3f));
  p = multiply_add(p, r, broadcast(8.3334519073e-3f));
  p = multiply_add(p, r, broadcast(4.1665795894e-2f));
  p = multiply_add(p, r, broadcast(1.6666665459e-1f));
  return multiply_add(p, r, broadcast(5.0000001201e-1f));
}

// exp(x + correction) * 2^kShift for x in [-105, 90] or NaN; the correction, at most 0.1, carries
// what x lost in rounding.
struct NoCorrection {};
ACTLAB_INLINE Vector operator+(Vector x, NoCorrection) { return x; }
template <int kShift>
ACTLAB_INLINE Vector shifted_power(Vector n) {
  if constexpr (kShift == 0) return n;
  return n + static_cast<float>(kShift);
}

#if defined(__AVX512F__)
// A register holds 2^(j / 16) for all j, another what rounding them lost: with n a multiple of
// 1/16, |r| <= log(2) / 32 and three terms of the series suffice.
alignas(64) static constexpr float kSixteenthPowers[16] = {
    1.0f,        1.04427373f, 1.09050775f, 1.13878858f, 1.18920708f, 1.24185777f,
    1.29683959f, 1.35425556f, 1.41421354f, 1.47682619f, 1.54221082f, 1.61049032f,
    1.68179286f, 1.75625217f, 1.8340081f,  1.91520655f};
alignas(64) static constexpr float kLostInPowers[16] = {0.0f,
                                                        4.83347016e-08f,
                                                        -1.30775399e-08f,
                                                        5.38622231e-08f,
                                                        3.79763527e-08f,
                                                        4.4968381e-08f,
                                                        -4.01899953e-08f,
                                                        -1.01233493e-08f,
                                                        2.4203235e-08f,
                                                        -4.50089885e-08f,
                                                        8.07090483e-09f,
                                                        9.83621717e-09f,
                                                        -2.47553267e-08f,
                                                        -9.23577037e-09f,
                                                        -1.1239278e-08f,
                                                        9.84532811e-09f};
template <int kShift = 0, class Correction = NoCorrection>
ACTLAB_INLINE Vector exp_in_range(Vector x, Correction correction = {}) {
  constexpr float kToSixteenths = 786432.0f;  // 1.5 * 2^19: the last four bits count sixteenths
  const Vector shifted =
      multiply_add(x + correction, broadcast(1.44269504f), broadcast(kToSixteenths));
  const Vector n = shifted - kToSixteenths;
  const Vector head = multiply_add(n, broadcast(-0.693359375f), x);
  const Vector r = multiply_add(n, broadcast(2.12194440e-4f), head) + correction;
  const Vector p = multiply_add(r, broadcast(1.0f / 6.0f), broadcast(0.5f));
  const Vector root = lookup(kSixteenthPowers, (Mask)shifted);
  const Vector lost = lookup(kLostInPowers, (Mask)shifted);
  const Vector power = root + multiply_add(root, multiply_add(p * r, r, r), lost);
  return scale_by_power_of_two(power, shifted_power<kShift>(n));
}
#else
template <int kShift = 0, class Correction = NoCorrection>
ACTLAB_INLINE Vector exp_in_range(Vector x, Correction correction = {}) {
  const Reduced reduced = reduce_by_log2(x);
  const Vector r = reduced.r + correction;
  const Vector p = multiply_add(exp_polynomial(r), r * r, r) + 1.0f;
  return scale_by_power_of_two(p, shifted_power<kShift>(reduced.n));
}
#endif

// exp(-|x|): never overflows.
ACTLAB_INLINE Vector exp_of_minus_magnitude(Vector x) {
  const Vector negative = (Vector)((Mask)x | static_cast<std::int32_t>(0x80000000u));
  return exp_in_range(larger(broadcast(-105.0f), negative));
}

// (atanh(s) / s - 1) / s^2 by square = s^2 in [0, 1/9]; log(m) is 2 atanh((m - 1) / (m + 1)).
ACTLAB_INLINE Vector atanh_polynomial(Vector square) {
  Vector p = broadcast(0.121504667f);
  p = multiply_add(p, square, broadcast(0.107138292f));
  p = multiply_add(p, square, broadcast(0.143084424f));
  p = multiply_add(p, square, broadcast(0.199994389f));
  return multiply_add(p, square, broadcast(0.333333378f));
}

// log(1 + f) = 2 atanh(f / (2 + f)) for f in [sqrt(1/2) - 1, 1].
ACTLAB_INLINE Vector log1p_in_range(Vector f) {
  const Vector s = f / (2.0f + f);
  const Vector square = s * s;
  const Vector twice = s + s;
  return multiply_add(twice * square, atanh_polynomial(square), twice);
}

#undef ACTLAB_INLINE

}  // namespace actlab::kernels::ACTLAB_ISA
