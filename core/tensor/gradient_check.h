// Gradient checks: whether what backward() gives is the slope of what forward computes, at every
// coordinate of every input. For operations and layers of one's own as for ours.
//
//   const GradientCheck check = check_gradients(
//       {x, weight}, [](const std::vector<Tensor>& in) { return linear(in[0], in[1]); });
//   if (!check.passed()) std::cerr << check.report() << '\n';
//
// The output y is contracted with fixed weights r, L = sum r_i y_i, so that one backward pass meets
// all of the Jacobian. A coordinate is then moved by h and 2h either way:
//
//   slope = (8 (L(h) - L(-h)) - (L(2h) - L(-2h))) / 12 h        off by about h^4 L''''' / 30
//
// and its gradient passes where |gradient - slope| <= absolute + relative |slope|. Costs four
// forward passes a coordinate: check small shapes.
//
// Coordinates must stay two steps away from kinks and ties, where there is no slope. What is
// checked must be a function: random numbers the same at every call, buffers not moved.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

struct GradientTolerance {
  double step = 0x1p-5;  // h; a power of two, so that x + h is nearly exact
  double absolute = 2e-4;
  double relative = 2e-3;
};
// Values are float32: with h = 1/32, rounding moves a slope by about 2e-6 |L|, for inputs of sizes
// up to some thousands. A slope of a reference in double is exact to some 1e-9 beside it; what is
// left is the rounding of the float32 gradient itself.
inline constexpr GradientTolerance kReferenceTolerance{1e-4, 1e-5, 1e-4};

struct [[nodiscard]] GradientCheck {
  // The coordinate whose gradient is furthest off.
  std::int64_t input = 0;    // which input
  std::int64_t element = 0;  // which of its elements, in row-major order
  Shape shape;               // of that input
  double gradient = 0.0;
  double slope = 0.0;
  double error = 0.0;  // |gradient - slope| / allowed; infinite where one is NaN

  std::vector<double> relative_l2;  // of each input: ||gradient - slope|| / ||slope||

  bool passed() const { return error <= 1.0; }
  // "input 1 [3, 4] at [2, 0]: gradient 0.5, slope 0.75 (off by 120 times what is allowed)"
  std::string report() const;
};

using TensorFunction = std::function<Tensor(const std::vector<Tensor>& inputs)>;
// The same in double, values in row-major order: a plain formula, as far from the fast code as can
// be. Returns the output's values; whoever writes it knows the shapes.
using DoubleFunction =
    std::function<std::vector<double>(const std::vector<std::vector<double>>& inputs)>;

// Slopes of the function itself. The inputs are copied; a gradient that does not arrive counts as
// 0.
GradientCheck check_gradients(const std::vector<Tensor>& inputs, const TensorFunction& function,
                              const GradientTolerance& tolerance = {});
// Slopes of a reference in double, which also tells a function that is wrong but consistent. Throws
// Error where the reference gives another number of values.
GradientCheck check_gradients(const std::vector<Tensor>& inputs, const TensorFunction& function,
                              const DoubleFunction& reference,
                              const GradientTolerance& tolerance = kReferenceTolerance);
// Of tensors that `output` reads, such as the parameters of a network. They are moved in place and
// put back bit for bit; their gradients are cleared before and after.
GradientCheck check_gradients(const std::vector<Tensor>& parameters,
                              const std::function<Tensor()>& output,
                              const GradientTolerance& tolerance = {});

// r: the same for the same shape, of sizes between 0.25 and 1.25, so that no output is overlooked.
Tensor contraction_weights(const Shape& shape);

}  // namespace actlab
