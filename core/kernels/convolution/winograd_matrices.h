// The small matrices of Winograd convolution F(4x4, 3x3) with the interpolation points 0, +-5/8,
// +-3/2 and infinity (Lavin and Gray 2015, "Fast algorithms for convolutional neural networks";
// with these points, oneDNN's, float32 errs about half as much as with 0, +-1, +-2).
//
// For the finite points p_j, row j of
//   B^T   holds the coefficients of prod (x - p_l) over l != j     (6 inputs   -> 6 points)
//   G     is 1, p_j, p_j^2 over prod (p_j - p_l)                   (3 weights  -> 6 points)
//   A     is 1, p_j, p_j^2, p_j^3                                  (4 outputs  -> 6 points)
// and the row of infinity takes the highest power alone. Points come in pairs of opposite sign: a
// pair shares its even part and its odd part, both here, and in the transposed A^T and G^T.
#pragma once

#include <actlab/core/kernels/vector/vector.h>

namespace actlab::kernels::ACTLAB_ISA {

inline constexpr float kPointA = 0.625f, kPointB = 1.5f;
inline constexpr float kSquareA = kPointA * kPointA, kSquareB = kPointB * kPointB;

// Results that are worked out together: those of the points +p and -p, or two rows of A^T.
struct Two {
  Vector first, second;
};

[[gnu::always_inline]] static inline Two sum_and_difference(Vector even, Vector odd) {
  return {even + odd, even - odd};
}

// --- from one side of a tile to the six points -----------------------------------------------
// Each matrix gives the point 0, the pair +-p whose square is `square` (`other` is the square of
// the other pair), and infinity. `d(i)` is the i-th input.

struct InputMatrix {  // B^T
  static constexpr int kInputs = 6;
  template <class D>
  [[gnu::always_inline]] static Vector zero(const D& d) {
    return kSquareA * kSquareB * d(0) + (d(4) - (kSquareA + kSquareB) * d(2));
  }
  template <class D>
  [[gnu::always_inline]] static Two pair(const D& d, float point, float other) {
    return sum_and_difference(d(4) - other * d(2), point * d(3) - (point * other) * d(1));
  }
  template <class D>
  [[gnu::always_inline]] static Vector infinity(const D& d) {
    return kSquareA * kSquareB * d(1) + (d(5) - (kSquareA + kSquareB) * d(3));
  }
};

struct WeightMatrix {  // G
  static constexpr int kInputs = 3;
  template <class D>
  [[gnu::always_inline]] static Vector zero(const D& d) {
    return d(0) * (1.0f / (kSquareA * kSquareB));
  }
  template <class D>
  [[gnu::always_inline]] static Two pair(const D& d, float point, float other) {
    const float square = point * point;
    const float scale = 1.0f / (2.0f * square * (square - other));
    return sum_and_difference(scale * (d(0) + square * d(2)), (scale * point) * d(1));
  }
  template <class D>
  [[gnu::always_inline]] static Vector infinity(const D& d) {
    return d(2);
  }
};

struct OutputGradientMatrix {  // A
  static constexpr int kInputs = 4;
  template <class D>
  [[gnu::always_inline]] static Vector zero(const D& d) {
    return d(0);
  }
  template <class D>
  [[gnu::always_inline]] static Two pair(const D& d, float point, float) {
    const float square = point * point;
    return sum_and_difference(d(0) + square * d(2), point * d(1) + (point * square) * d(3));
  }
  template <class D>
  [[gnu::always_inline]] static Vector infinity(const D& d) {
    return d(3);
  }
};

// --- from the six points back to one side of a tile -------------------------------------------
// even() gives the outputs 0 and 2, odd() the outputs 1 and 3. `m(j)` is the value at point j.

struct OutputMatrix {  // A^T
  static constexpr int kOutputs = 4;
  template <class M>
  [[gnu::always_inline]] static Two even(const M& m) {
    const Vector a = m(1) + m(2);
    const Vector b = m(3) + m(4);
    return {m(0) + a + b, kSquareA * a + kSquareB * b};
  }
  template <class M>
  [[gnu::always_inline]] static Two odd(const M& m) {
    const Vector a = m(1) - m(2);
    const Vector b = m(3) - m(4);
    return {kPointA * a + kPointB * b,
            (kPointA * kSquareA) * a + ((kPointB * kSquareB) * b + m(5))};
  }
};

struct WeightGradientMatrix {  // G^T
  static constexpr int kOutputs = 3;
  static constexpr float kScaleA = 1.0f / (2.0f * kSquareA * (kSquareA - kSquareB));
  static constexpr float kScaleB = 1.0f / (2.0f * kSquareB * (kSquareB - kSquareA));
  template <class M>
  [[gnu::always_inline]] static Two even(const M& m) {
    const Vector a = kScaleA * (m(1) + m(2));
    const Vector b = kScaleB * (m(3) + m(4));
    return {(1.0f / (kSquareA * kSquareB)) * m(0) + a + b, kSquareA * a + kSquareB * b + m(5)};
  }
  template <class M>
  [[gnu::always_inline]] static Two odd(const M& m) {  // there is no output 3
    return {(kPointA * kScaleA) * (m(1) - m(2)) + (kPointB * kScaleB) * (m(3) - m(4)), Vector{}};
  }
};

}  // namespace actlab::kernels::ACTLAB_ISA
