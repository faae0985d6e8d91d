// What an operation keeps of an input for its backward: the values, without the gradient.
#pragma once

#include <actlab/core/tensor/tensor.h>

namespace actlab {

class SavedTensor {
 public:
  SavedTensor() = default;
  explicit SavedTensor(const Tensor& tensor) : kept_(tensor.detach()) {}
  Tensor get() const { return kept_; }

 private:
  Tensor kept_;
};

}  // namespace actlab
