// Element-wise arithmetic of two tensors with NumPy's broadcasting.
//
//   add       y = a + b       d_a = d_y           d_b = d_y
//   subtract  y = a - b       d_a = d_y           d_b = -d_y
//   multiply  y = a b         d_a = d_y b         d_b = d_y a
//   divide    y = a / b       d_a = d_y / b       d_b = -(d_y / b) (a / b)
//   minimum   y = min(a, b)   d_y goes to the smaller; ties send it to b
//   maximum   y = max(a, b)   d_y goes to the larger; ties send it to b, so maximum(x, 0) is relu
//
// Shapes: y has broadcast(a, b); a gradient is summed over the axes along which its tensor was
// stretched, in double and in a fixed order. NaN in either argument of minimum and maximum gives
// NaN. Throws Error where the shapes do not broadcast.
// Kept for backward: nothing for add and subtract, otherwise the arguments.
#pragma once

#include <actlab/core/tensor/tensor.h>

namespace actlab {

Tensor add(const Tensor& a, const Tensor& b);
Tensor subtract(const Tensor& a, const Tensor& b);
Tensor multiply(const Tensor& a, const Tensor& b);
Tensor divide(const Tensor& a, const Tensor& b);
Tensor minimum(const Tensor& a, const Tensor& b);
Tensor maximum(const Tensor& a, const Tensor& b);

// A number stands for a scalar tensor.
inline Tensor add(const Tensor& a, float b) { return add(a, Tensor::scalar(b)); }
inline Tensor add(float a, const Tensor& b) { return add(Tensor::scalar(a), b); }
inline Tensor subtract(const Tensor& a, float b) { return subtract(a, Tensor::scalar(b)); }
inline Tensor subtract(float a, const Tensor& b) { return subtract(Tensor::scalar(a), b); }
inline Tensor multiply(const Tensor& a, float b) { return multiply(a, Tensor::scalar(b)); }
inline Tensor multiply(float a, const Tensor& b) { return multiply(Tensor::scalar(a), b); }
inline Tensor divide(const Tensor& a, float b) { return divide(a, Tensor::scalar(b)); }
inline Tensor divide(float a, const Tensor& b) { return divide(Tensor::scalar(a), b); }
inline Tensor minimum(const Tensor& a, float b) { return minimum(a, Tensor::scalar(b)); }
inline Tensor maximum(const Tensor& a, float b) { return maximum(a, Tensor::scalar(b)); }

inline Tensor operator+(const Tensor& a, const Tensor& b) { return add(a, b); }
inline Tensor operator+(const Tensor& a, float b) { return add(a, b); }
inline Tensor operator+(float a, const Tensor& b) { return add(a, b); }
inline Tensor operator-(const Tensor& a, const Tensor& b) { return subtract(a, b); }
inline Tensor operator-(const Tensor& a, float b) { return subtract(a, b); }
inline Tensor operator-(float a, const Tensor& b) { return subtract(a, b); }
inline Tensor operator*(const Tensor& a, const Tensor& b) { return multiply(a, b); }
inline Tensor operator*(const Tensor& a, float b) { return multiply(a, b); }
inline Tensor operator*(float a, const Tensor& b) { return multiply(a, b); }
inline Tensor operator/(const Tensor& a, const Tensor& b) { return divide(a, b); }
inline Tensor operator/(const Tensor& a, float b) { return divide(a, b); }
inline Tensor operator/(float a, const Tensor& b) { return divide(a, b); }
inline Tensor operator-(const Tensor& a) { return multiply(a, -1.0f); }

}  // namespace actlab
