// batch_norm_activation: batch normalisation (Ioffe & Szegedy 2015, 1502.03167), the addition of a
// skip connection and the activation, as one pass over memory after the statistics:
//
//   y = f(scale * (x - mean) / sqrt(variance + epsilon) + shift + skip; p)
//
// Shapes, statistics, gradients and errors are those of normalise() (normalised.h). Keeps input and
// skip, values that their makers keep as well, but not y: backward makes z again.
#pragma once

#include <actlab/core/ops/normalised.h>

namespace actlab {

Tensor batch_norm_activation(const Normalised& normalised);
// The same of normalise() with these.
Tensor batch_norm_activation(const Tensor& input, const BatchNorm& parameters,
                             const BatchNormOptions& options = {},
                             const formula::FormulaPointer& formula = nullptr,
                             const std::vector<Tensor>& formula_parameters = {},
                             const Tensor& skip = {});

}  // namespace actlab
