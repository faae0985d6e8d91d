// batch_norm_activation: batch normalisation (Ioffe & Szegedy 2015, 1502.03167), the addition of a
// skip connection and the activation, as one pass over memory after the statistics:
//
//   xhat = (x - mean) / sqrt(variance + epsilon)     a channel, over all other axes
//   y    = f(scale * xhat + shift + skip; p)
//
// Shapes: input and skip [..., C]; scale, shift, running_mean, running_variance [C]; formula
// parameters [C] or with one element. scale, shift and skip may be left undefined, and the formula
// null: 1, 0, 0 and the identity.
//
// Training uses the batch's mean and variance (divided by the number of values) and moves the
// running ones by `momentum`, the variance divided by one value less, as PyTorch does. Evaluation
// uses the running ones, which are constants to the gradient. With m values a channel and
// d_z = d_output * f'(z):
//   d_scale = sum d_z * xhat      d_shift = sum d_z      d_skip = d_z
//   d_input = scale / sqrt(variance + epsilon) * (d_z - [d_shift + xhat * d_scale] / m)
// with the bracket left out in evaluation.
//
// Keeps input and skip (values that their makers keep as well), mean and deviation a channel; all
// else is made again in backward. Statistics and sums are taken in double from short float sums.
//
// Errors: Error for shapes that do not fit, for fewer than two values a channel in training, and
// for evaluation without running statistics.
#pragma once

#include <vector>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab {

struct BatchNorm {
  Tensor scale;
  Tensor shift;
  Tensor running_mean;
  Tensor running_variance;
};

struct BatchNormOptions {
  bool training = true;
  float momentum = 0.1f;
  double epsilon = 1e-5;
  // The output has no values of its own: what reads it makes them (core/tensor/saved_tensor.h). For
  // an output that one convolution alone reads.
  bool deferred = false;
};

Tensor batch_norm_activation(const Tensor& input, const BatchNorm& parameters,
                             const BatchNormOptions& options = {},
                             const formula::FormulaPointer& formula = nullptr,
                             const std::vector<Tensor>& formula_parameters = {},
                             const Tensor& skip = {});

}  // namespace actlab
