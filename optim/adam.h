// Adam (Kingma & Ba, 1412.6980) and AdamW (Loshchilov & Hutter, 1711.05101), as in PyTorch:
//
//   Adam:  g = g + wd * p                 weight decay enters the gradient
//   AdamW: p = p - lr * wd * p            weight decay stands apart from the moments
//   m = beta1 * m + (1 - beta1) * g       m = 0 at first
//   v = beta2 * v + (1 - beta2) * g^2     v = 0 at first
//   p = p - lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
//
// t is 1 in a parameter's first update; epsilon stands outside the root.
#pragma once

#include <actlab/optim/optimizer.h>

namespace actlab::optim {

struct AdamOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  bool decoupled_weight_decay = false;  // true: AdamW
};

class Adam : public Optimizer {
 public:
  // Throws UsageError where a beta is not in [0, 1), or epsilon is not above 0.
  explicit Adam(std::vector<ParameterGroup> groups, AdamOptions options = {});

 private:
  void update(const Slice& slice) const override;
  AdamOptions options_;
};

}  // namespace actlab::optim
