// FeedForward: two linear layers and the activation between them, at each place of a sequence.
//
//   y = linear2(f(linear1(x)))      x, y [..., width], inner [..., hidden]
//
// Parameters: linear1.weight, .bias, linear2.weight, .bias, and those of the formula, act.beta and
// so on, [hidden]: one value for each of the inner units.
#pragma once

#include <actlab/layers/activation.h>
#include <actlab/layers/linear.h>

namespace actlab::layers {

class FeedForward : public Layer {
 public:
  FeedForward(std::int64_t width, std::int64_t hidden, const formula::FormulaPointer& formula);
  std::string kind() const override { return "FeedForward"; }

 private:
  Tensor compute(const Tensor& input) override;

  Linear& linear1_;
  Activation& act_;
  Linear& linear2_;
};

}  // namespace actlab::layers
