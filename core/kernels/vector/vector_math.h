// Elementary functions of one vector register: exp, tanh, sigmoid and their family.
//
// The functions that activations are made of are written here; log, sin, cos, atan and erfc are
// SLEEF's (Shibata & Petrogalli, "SLEEF: a portable vectorized library of C standard mathematical
// functions", 2020), see elementary.h. Errors in ULP where |result| >= 2^-118
// stand in the primitives table (core/formula/language/primitives.cpp), which is tested; among them
// exp 1.5, sigmoid 2.5, log1p 3, softplus and x sigmoid(x) 4, tanh 5, expm1 6.5, erf 7. All give
// NaN for NaN, and subnormal results where those are the true ones.
//
// Pairs are two functions of one argument that share most of their work. Polynomials without a name
// beside them are fits of smallest relative error (Lawson's iteration on Chebyshev points in double
// precision).
#pragma once

#include <actlab/core/kernels/vector/elementary.h>
#include <actlab/core/kernels/vector/exponential.h>

namespace actlab::kernels::ACTLAB_ISA {

#define ACTLAB_INLINE [[gnu::always_inline]] static inline

// ---- the normal distribution ------------------------------------------------------------------

// 1 - Phi(t) for t >= 0 and the standard normal distribution Phi, exp(-t^2 / 2) u P(u) with
// u = 1 / (1 + 0.3 t); and exp(-t^2 / 2). The square is taken in two parts, so that the tail keeps
// its accuracy.
ACTLAB_INLINE Pair normal_tail_pair(Vector t) {
  t = smaller(broadcast(14.5f), t);
  const Vector head = (Vector)((Mask)t & static_cast<std::int32_t>(0xfffff000u));  // square exact
  const Vector rest = (t - head) * (t + head) * -0.5f;
  const Vector exponential = exp_in_range(head * head * -0.5f, rest);
  const Vector u = 1.0f / multiply_add(t, broadcast(0.3f), broadcast(1.0f));
  Vector p = broadcast(-0.020623471719f);
  p = multiply_add(p, u, broadcast(0.112435626212f));
  p = multiply_add(p, u, broadcast(-0.228213627024f));
  p = multiply_add(p, u, broadcast(0.191784565778f));
  p = multiply_add(p, u, broadcast(-0.079423512601f));
  p = multiply_add(p, u, broadcast(0.096156841609f));
  p = multiply_add(p, u, broadcast(0.078389647275f));
  p = multiply_add(p, u, broadcast(0.110235425061f));
  p = multiply_add(p, u, broadcast(0.119571813865f));
  p = multiply_add(p, u, broadcast(0.119686689814f));
  return {exponential * (u * p), exponential};
}
ACTLAB_INLINE Vector normal_tail(Vector t) { return normal_tail_pair(t).first; }

// ---- functions --------------------------------------------------------------------------------

ACTLAB_INLINE Vector exp(Vector x) {
  return exp_in_range(larger(broadcast(-105.0f), smaller(broadcast(89.0f), x)));
}

// 2^n (exp(r) - 1) + (2^n - 1), the powers halved so that they do not overflow before the result.
ACTLAB_INLINE Vector expm1(Vector x) {
  x = larger(broadcast(-20.0f), smaller(broadcast(89.0f), x));
  const Reduced reduced = reduce_by_log2(x);
  const Vector p = multiply_add(exp_polynomial(reduced.r), reduced.r * reduced.r, reduced.r);
  const Vector half = scale_by_power_of_two(broadcast(0.5f), reduced.n);
  const Vector result = 2.0f * multiply_add(half, p, half - 0.5f);
  return choose(x == 0.0f, x, result);  // -0 stays -0
}

// With u = 1 + x rounded, log(u) for u = 2^n (1 + f) where f carries what u lost.
ACTLAB_INLINE Vector log1p(Vector x) {
  const Vector u = choose(x > -1.0f, 1.0f + x, broadcast(1.0f));
  const Vector lost = x - (u - 1.0f);
  constexpr std::int32_t kHalfRoot =
      0x3f3504f3;  // sqrt(1/2): f stays in [sqrt(1/2) - 1, sqrt(2) - 1]
  const Mask n = ((Mask)u - kHalfRoot) >> 23;
  const Vector m = (Vector)((Mask)u - (n << 23));
  const Mask small = n < 64 ? n : 64;  // beyond, nothing was lost that counts
  const Vector f = (m - 1.0f) + lost * (Vector)((127 - small) << 23);
  const Vector whole = __builtin_convertvector(n, Vector);
  const Vector result =
      multiply_add(whole, broadcast(0.693359375f),
                   multiply_add(whole, broadcast(-2.12194440e-4f), log1p_in_range(f)));
  const Vector at_edge = choose(x == -1.0f, broadcast(-__builtin_inff()),
                                choose(x < -1.0f, broadcast(__builtin_nanf("")), x));
  return choose((x > -1.0f) & (x < __builtin_inff()) & (x != 0.0f), result, at_edge);
}

// exp(|x|) / 2, which does not overflow before sinh and cosh do.
ACTLAB_INLINE Vector half_exp_of_magnitude(Vector x) {
  return exp_in_range<-1>(smaller(broadcast(90.0f), absolute(x)));
}

ACTLAB_INLINE Vector cosh(Vector x) {
  const Vector half = half_exp_of_magnitude(x);
  return half + 0.25f / half;
}

// Near 0 the Taylor polynomial.
ACTLAB_INLINE Vector sinh(Vector x) {
  const Vector half = half_exp_of_magnitude(x);
  const Vector far = with_sign(half - 0.25f / half, x);
  const Vector square = x * x;
  Vector p = multiply_add(square, broadcast(1.0f / 39916800.0f), broadcast(1.0f / 362880.0f));
  p = multiply_add(p, square, broadcast(1.0f / 5040.0f));
  p = multiply_add(p, square, broadcast(1.0f / 120.0f));
  p = multiply_add(p, square, broadcast(1.0f / 6.0f));
  const Vector near = multiply_add(p * square, x, x);
  return choose(absolute(x) < 1.0f, near, far);
}

// log1p(|x| + x^2 / (1 + sqrt(1 + x^2))); beyond 1e9 the argument is 2 |x|.
ACTLAB_INLINE Vector asinh(Vector x) {
  const Vector magnitude = absolute(x);
  const Mask far = magnitude > 1e9f;
  const Vector near = choose(far, broadcast(0.0f), magnitude);
  const Vector square = near * near;
  const Vector argument = near + square / (1.0f + square_root(1.0f + square));
  const Vector result = log1p(choose(far, magnitude, argument));
  return with_sign(choose(far, result + 0.693147181f, result), x);
}

// sigmoid(x) and sigmoid(-x), each with full relative accuracy: 1 / (1 + e) and e / (1 + e) with
// e = exp(-|x|).
ACTLAB_INLINE Pair sigmoid_pair(Vector x) {
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
  return larger(broadcast(0.0f), x) + log1p_in_range(exp_of_minus_magnitude(x));
}

ACTLAB_INLINE Vector log_sigmoid(Vector x) { return -softplus(-x); }

// softplus(x), sigmoid(x).
ACTLAB_INLINE Pair softplus_pair(Vector x) {
  const Vector e = exp_of_minus_magnitude(x);
  const Vector zero = broadcast(0.0f);
  return {larger(zero, x) + log1p_in_range(e), choose(x < 0.0f, e, broadcast(1.0f)) / (1.0f + e)};
}

// `far` with the sign of x, which is tanh(x) where x is not near 0; there an odd polynomial
// (Cephes).
ACTLAB_INLINE Vector tanh_from(Vector x, Vector far) {
  const Vector square = x * x;
  Vector p = broadcast(-5.70498872745e-3f);
  p = multiply_add(p, square, broadcast(2.06390887954e-2f));
  p = multiply_add(p, square, broadcast(-5.37397155531e-2f));
  p = multiply_add(p, square, broadcast(1.33314422036e-1f));
  p = multiply_add(p, square, broadcast(-3.33332819422e-1f));
  const Vector near = multiply_add(p * square, x, x);
  return choose(absolute(x) < 0.625f, near, with_sign(far, x));
}
// (1 - e) / (1 + e) with e = exp(-2 |x|).
ACTLAB_INLINE Vector tanh(Vector x) {
  const Vector e = exp_of_minus_magnitude(x + x);
  return tanh_from(x, (1.0f - e) / (1.0f + e));
}

// x - tanh(x), near 0 by an odd polynomial.
ACTLAB_INLINE Vector tanhshrink(Vector x) {
  const Vector square = x * x;
  Vector p = broadcast(-8.37385289979e-5f);
  p = multiply_add(p, square, broadcast(6.91362158563e-4f));
  p = multiply_add(p, square, broadcast(-2.84584462344e-3f));
  p = multiply_add(p, square, broadcast(8.41781726151e-3f));
  p = multiply_add(p, square, broadcast(-2.17174488996e-2f));
  p = multiply_add(p, square, broadcast(5.39419601419e-2f));
  p = multiply_add(p, square, broadcast(-1.3333156269e-1f));
  p = multiply_add(p, square, broadcast(3.33333313405e-1f));
  return choose(absolute(x) < 1.2f, p * square * x, x - tanh(x));
}

// 1 / cosh(x) = 2 e / (1 + e^2), e = exp(-|x|).
ACTLAB_INLINE Vector sech(Vector x) {
  const Vector e = exp_of_minus_magnitude(x);
  return (e + e) / multiply_add(e, e, broadcast(1.0f));
}

// tanh(x), sech(x).
ACTLAB_INLINE Pair tanh_pair(Vector x) {
  const Vector e = exp_of_minus_magnitude(x);
  const Vector square = e * e;
  const Vector inverse = 1.0f / (1.0f + square);
  return {tanh_from(x, (1.0f - square) * inverse), (e + e) * inverse};
}

// tanh(softplus(x)) and its derivative. With w = exp(x) (exp(x) + 2) they are w / (w + 2) and
// 4 exp(x) (1 + exp(x)) / (w + 2)^2; above 0 the sides of the first quotient are divided by
// exp(x)^2, of the second by exp(x)^4.
ACTLAB_INLINE Pair tanh_softplus_pair(Vector x) {
  const Vector e = exp_of_minus_magnitude(x);
  const Vector square = e * e;
  const Mask negative = x < 0.0f;
  const Vector two = broadcast(2.0f);
  const Vector w = choose(negative, multiply_add(two, e, square), multiply_add(two, e, two - 1.0f));
  const Vector inverse = 1.0f / (w + choose(negative, two, square + square));
  const Vector root = choose(negative, 1.0f + e, square + e);
  return {w * inverse, (root + root) * inverse * ((e + e) * inverse)};
}
ACTLAB_INLINE Vector tanh_softplus(Vector x) { return tanh_softplus_pair(x).first; }

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
  const Pair sine = sine_pair(x);
  const Vector far = (sine.first / x - sine.second) / x;
  return choose(magnitude > 3.40282347e38f, broadcast(0.0f), choose(magnitude < 1.5f, near, far));
}

// The normal distribution function Phi, with relative accuracy in its whole tail.
ACTLAB_INLINE Vector normal_cdf(Vector x) {
  const Vector tail = normal_tail(absolute(x));
  return choose(x < 0.0f, tail, 1.0f - tail);
}

// Phi(x), exp(-x^2 / 2).
ACTLAB_INLINE Pair normal_pair(Vector x) {
  const Pair tail = normal_tail_pair(absolute(x));
  return {choose(x < 0.0f, tail.first, 1.0f - tail.first), tail.second};
}

// erf(x), exp(-x^2): near 0 an odd polynomial, else by the normal distribution.
ACTLAB_INLINE Pair erf_pair(Vector x) {
  const Vector square = x * x;
  Vector p = broadcast(7.853854314478e-05f);
  p = multiply_add(p, square, broadcast(-8.010191493940e-04f));
  p = multiply_add(p, square, broadcast(5.188327443212e-03f));
  p = multiply_add(p, square, broadcast(-2.685381180771e-02f));
  p = multiply_add(p, square, broadcast(1.128358514557e-01f));
  p = multiply_add(p, square, broadcast(-3.761262582397e-01f));
  const Vector near = multiply_add(p, square, broadcast(1.128379165727f)) * x;
  const Vector magnitude = absolute(x);
  const Pair tail = normal_tail_pair(magnitude * 1.41421356f);
  const Vector far = with_sign(1.0f - 2.0f * tail.first, x);
  return {choose(magnitude < 1.0f, near, far), tail.second};
}
ACTLAB_INLINE Vector erf(Vector x) { return erf_pair(x).first; }

#undef ACTLAB_INLINE

}  // namespace actlab::kernels::ACTLAB_ISA
