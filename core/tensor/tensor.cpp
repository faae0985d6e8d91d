#include <actlab/core/tensor/tensor.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {

Tensor Tensor::uninitialised(const Shape& shape) {
  Tensor tensor;
  tensor.shape_ = shape;
  tensor.storage_ = std::make_shared<Storage>(shape.elements());
  return tensor;
}

Tensor Tensor::full(const Shape& shape, float value) {
  Tensor tensor = uninitialised(shape);
  std::ranges::fill(tensor.values(), value);
  return tensor;
}

Tensor Tensor::from(const Shape& shape, std::span<const float> values) {
  if (static_cast<std::int64_t>(values.size()) != shape.elements()) {
    throw Error(text("[tensor] shape ", shape, " has ", shape.elements(), " elements, got ",
                     values.size(), " values"));
  }
  Tensor tensor = uninitialised(shape);
  std::ranges::copy(values, tensor.data());
  return tensor;
}

Tensor Tensor::from(const Shape& shape, std::initializer_list<float> values) {
  return from(shape, std::span<const float>(values.begin(), values.size()));
}

void Tensor::throw_undefined() {
  throw Error("[tensor] has no values: it was declared but never made");
}

float Tensor::item() const {
  if (!defined() || elements() != 1) {
    throw Error(text("[item] needs a tensor with one element, got shape ", shape_));
  }
  return data()[0];
}

Tensor Tensor::clone() const { return from(shape_, values()); }

Tensor Tensor::detach() const { return view(shape_); }

Tensor Tensor::view(const Shape& shape) const {
  if (shape.elements() != elements()) {
    throw Error(
        text("[view] shape ", shape_, " has ", elements(), " elements and cannot become ", shape));
  }
  Tensor tensor;
  tensor.shape_ = shape;
  tensor.storage_ = storage_;
  return tensor;
}

void Tensor::copy_from(const Tensor& other) {
  if (!(other.shape() == shape_)) {
    throw Error(
        text("[copy_from] shapes must be equal: got ", other.shape(), ", expected ", shape_));
  }
  std::ranges::copy(other.values(), data());
}

Tensor& Tensor::set_requires_gradient(bool required) {
  if (!required) {
    slot_ = nullptr;
  } else if (!slot_ || !slot_->is_parameter()) {
    slot_ = std::make_shared<GradientSlot>(shape_);
  }
  return *this;
}

Tensor Tensor::gradient() const { return slot_ ? slot_->gradient : Tensor(); }

void Tensor::clear_gradient() {
  if (slot_) slot_->gradient = Tensor();
}

}  // namespace actlab
