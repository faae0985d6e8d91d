// Gradient clipping by the global norm (Pascanu et al., 1211.5063).
//
//   const double norm = gradient_norm(optimizer.groups());
//   optimizer.step(lr, clip_scale(norm, 1.0));
//
// Gradients are not overwritten: the scale is multiplied in by the optimizer's own pass.
#pragma once

#include <vector>

#include <actlab/optim/optimizer.h>

namespace actlab::optim {

// The 2-norm of all gradients taken as one vector, summed in double over fixed chunks in a fixed
// order: the same bits at any number of threads. Not finite exactly when some gradient is not.
double gradient_norm(const std::vector<ParameterGroup>& groups);

// min(1, max_norm / (norm + 1e-6)), as PyTorch's clip_grad_norm_.
double clip_scale(double norm, double max_norm);

}  // namespace actlab::optim
