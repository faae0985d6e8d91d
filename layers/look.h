// Look: runs a model on a batch as training would, with the batch's own statistics and dropout, and
// leaves no trace.
//
//   const Look look(*model);
//   const NoGradient no_gradient;            // unless gradients are looked at as well
//   const Tensor logits = model->forward(images);
//
// While it lives the model is in training mode. Its end gives every buffer back its values
// (running statistics, positions of dropout in the random numbers) and every module its mode.
// Parameters and their gradients are not touched.
#pragma once

#include <vector>

#include <actlab/core/tensor/tensor.h>
#include <actlab/layers/module.h>

namespace actlab::layers {

class Look {
 public:
  explicit Look(Module& model);
  ~Look();
  Look(const Look&) = delete;
  Look& operator=(const Look&) = delete;

 private:
  struct Mode {
    Module* module;
    bool training;
  };
  struct Copy {
    Tensor buffer;
    Tensor values;
  };
  std::vector<Mode> modes_;
  std::vector<Copy> copies_;
};

}  // namespace actlab::layers
