// RMSProp (Tieleman & Hinton 2012) with momentum, in PyTorch's form and in TensorFlow's:
//
//   g = g + wd * p
//   s = alpha * s + (1 - alpha) * g^2     s = square_start at first: 0 (PyTorch), 1 (TensorFlow)
//   v = s                                 centered: v = s - a^2, a = alpha * a + (1 - alpha) * g
//   d = g / (sqrt(v) + epsilon)           epsilon outside the root (PyTorch's torch.optim.RMSprop)
//   d = g / sqrt(v + epsilon)             epsilon inside the root (TensorFlow's)
//   m = momentum * m + d                  m = 0 at first; with momentum 0, m = d and is not kept
//   p = p - lr * m                        the rate outside of the momentum (PyTorch)
//   m = momentum * m + lr * d; p = p - m  the rate inside (TensorFlow): what is under way keeps the
//                                         rate of its step
#pragma once

#include <actlab/optim/optimizer.h>

namespace actlab::optim {

struct RMSPropOptions {
  double alpha = 0.9;
  double momentum = 0.9;
  double epsilon = 1e-3;
  bool epsilon_inside = false;
  double square_start = 0.0;
  bool rate_inside = false;
  bool centered = false;
};

// TensorFlow's form, with the values of the ImageNet recipes (Szegedy et al., 1512.00567).
inline constexpr RMSPropOptions kTensorFlowRMSProp = {
    .epsilon = 1.0, .epsilon_inside = true, .square_start = 1.0, .rate_inside = true};

class RMSProp : public Optimizer {
 public:
  // Throws UsageError where alpha or momentum is not in [0, 1), epsilon is not above 0, or
  // square_start is below 0.
  explicit RMSProp(std::vector<ParameterGroup> groups, RMSPropOptions options = {});

 private:
  void update(const Slice& slice) const override;
  template <bool kMomentum, bool kCentered>
  void update_as(const Slice& slice) const;
  RMSPropOptions options_;
};

}  // namespace actlab::optim
