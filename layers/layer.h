// Layer: a module that makes one tensor from one. Sequential strings them together, summaries walk
// through them.
//
// It registers what it owns in its constructor and computes in compute():
//
//   class Scale : public Layer {
//    public:
//     explicit Scale(std::int64_t channels)
//         : weight_(add_parameter("weight", Tensor::ones({channels}), {.group = group::norms})) {}
//     std::string kind() const override { return "Scale"; }
//
//    private:
//     Tensor compute(const Tensor& input) override { return multiply(input, weight_); }
//     Tensor weight_;
//   };
#pragma once

#include <actlab/layers/module.h>
#include <actlab/layers/watch.h>

namespace actlab::layers {

class Layer : public Module {
 public:
  Tensor forward(const Tensor& input) {
    Tensor output = compute(input);
    if (is_watched()) announce(input, output);
    return output;
  }

 protected:
  virtual Tensor compute(const Tensor& input) = 0;
};

}  // namespace actlab::layers
