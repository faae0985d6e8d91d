// What an operation keeps of an input for its backward: the values, or how to make them again.
//
// batch_norm_activation can defer its output: the recipe is to normalise and activate the output of
// a convolution, which is kept anyway. The next convolution makes each image as it reads it, in
// forward and again in backward for the gradient of its weight. So only what a convolution wrote is
// ever in memory: less of it, and two passes over it saved each time, for evaluating the activation
// once more.
#pragma once

#include <memory>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

class SavedTensor {
 public:
  SavedTensor() = default;
  explicit SavedTensor(const Tensor& tensor)
      : kept_(tensor.recipe() ? Tensor::deferred(tensor.shape(), tensor.recipe())
                              : tensor.detach()) {}

  // A deferred tensor where there was a recipe, even if the values had been made.
  Tensor get() const { return kept_; }

 private:
  Tensor kept_;
};

}  // namespace actlab
