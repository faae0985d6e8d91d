// Stochastic gradient descent with momentum (PyTorch's torch.optim.SGD, dampening 0):
//
//   g = g + wd * p
//   m = momentum * m + g                  m = 0 at first
//   p = p - lr * m                        Nesterov (Sutskever et al. 2013): lr * (g + momentum * m)
//
// Weight decay enters the gradient, and so the momentum. With momentum 0, m is not kept.
#pragma once

#include <actlab/optim/optimizer.h>

namespace actlab::optim {

struct SGDOptions {
  double momentum = 0.9;
  bool nesterov = false;
};

class SGD : public Optimizer {
 public:
  // Throws UsageError where momentum is not in [0, 1), or Nesterov has no momentum.
  explicit SGD(std::vector<ParameterGroup> groups, SGDOptions options = {});

 private:
  void update(const Slice& slice) const override;
  SGDOptions options_;
};

}  // namespace actlab::optim
