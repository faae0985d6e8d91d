// RMSProp (Tieleman & Hinton 2012) with momentum:
//
//   g = g + wd * p
//   s = alpha * s + (1 - alpha) * g^2     s = 0 at first
//   d = g / (sqrt(s) + epsilon)           epsilon outside the root (PyTorch's torch.optim.RMSprop)
//   d = g / sqrt(s + epsilon)             epsilon inside the root (TensorFlow's)
//   m = momentum * m + d                  m = 0 at first; with momentum 0, m = d and is not kept
//   p = p - lr * m
//
// TensorFlow multiplies d by lr before it enters the momentum; that is the same while lr is
// constant. Here lr always stands outside, as in PyTorch.
#pragma once

#include <actlab/optim/optimizer.h>

namespace actlab::optim {

struct RMSPropOptions {
  double alpha = 0.9;
  double momentum = 0.9;
  double epsilon = 1e-3;
  bool epsilon_inside = false;
};

class RMSProp : public Optimizer {
 public:
  // Throws UsageError where alpha or momentum is not in [0, 1), or epsilon is not above 0.
  explicit RMSProp(std::vector<ParameterGroup> groups, RMSPropOptions options = {});

 private:
  void update(const Slice& slice) const override;
  RMSPropOptions options_;
};

}  // namespace actlab::optim
