// What an operation keeps of an input for its backward: the values, or how to make them again.
//
// batch_norm_activation gives its output a recipe (normalise and activate once more from the
// convolution's output, which is kept anyway). A convolution that saves such an input keeps the
// recipe and not the values, so that the values are freed in the forward pass: one more pass over
// memory in backward, and only what a convolution wrote is kept.
#pragma once

#include <memory>

#include "core/tensor/tensor.h"

namespace actlab {

class SavedTensor {
 public:
  SavedTensor() = default;
  explicit SavedTensor(const Tensor& tensor)
      : recipe_(tensor.recipe()), values_(recipe_ ? Tensor() : tensor.detach()) {}

  // The values; made again on each call where there is a recipe, so call it once.
  Tensor get() const {
    if (!recipe_) return values_;
    const MemoryUseScope scope(MemoryUse::recomputed);
    return (*recipe_)();
  }

 private:
  std::shared_ptr<const Tensor::Recipe> recipe_;
  Tensor values_;
};

}  // namespace actlab
