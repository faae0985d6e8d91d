// Tensor: float32 values in row-major order, and the place where their gradient gathers.
//
// A Tensor is a cheap handle: copies share the values and the gradient. Images are [N, H, W, C];
// convolution weights are [height, width, in / groups, out] in memory (out is the vector lane) and
// [out, in / groups, height, width] in files.
#pragma once

#include <initializer_list>
#include <memory>
#include <span>
#include <vector>

#include <actlab/core/base/shape.h>
#include <actlab/core/tensor/storage.h>

namespace actlab {

class Tensor;
struct GradientSlot;  // core/tensor/autograd.h

class Tensor {
 public:
  Tensor() = default;  // no values at all: defined() is false

  static Tensor uninitialised(const Shape& shape);
  static Tensor full(const Shape& shape, float value);
  static Tensor zeros(const Shape& shape) { return full(shape, 0.0f); }
  static Tensor ones(const Shape& shape) { return full(shape, 1.0f); }
  static Tensor scalar(float value) { return full(Shape{}, value); }
  // Throws Error where the number of values is not the shape's.
  static Tensor from(const Shape& shape, std::span<const float> values);
  static Tensor from(const Shape& shape, std::initializer_list<float> values);

  bool defined() const { return storage_ != nullptr; }
  const Shape& shape() const { return shape_; }
  std::int64_t rank() const { return shape_.rank(); }
  std::int64_t size(std::int64_t axis) const { return shape_[axis]; }
  std::int64_t elements() const { return shape_.elements(); }

  // Throw Error for a tensor that is not defined().
  float* data() { return storage().data(); }
  const float* data() const { return storage().data(); }
  std::span<float> values() { return {data(), static_cast<std::size_t>(elements())}; }
  std::span<const float> values() const { return {data(), static_cast<std::size_t>(elements())}; }
  float item() const;  // the value of a tensor with one element; throws Error otherwise

  Tensor clone() const;                   // own values, no gradient
  Tensor detach() const;                  // same values, no gradient
  Tensor view(const Shape& shape) const;  // same values, other shape of equal size, no gradient
  void copy_from(const Tensor& other);    // overwrites the values; shapes must be equal

  // --- gradient ---------------------------------------------------------------------------
  // True for parameters, and for results of operations on such tensors while recording is on.
  bool requires_gradient() const { return slot_ != nullptr; }
  // Makes this tensor a parameter (a leaf) or a constant. A parameter stays the same one.
  Tensor& set_requires_gradient(bool required);
  // Not defined() before the first backward(). A parameter shares its gradient's values with no
  // other tensor, so that clipping may scale them in place.
  Tensor gradient() const;
  void clear_gradient();
  const std::shared_ptr<GradientSlot>& slot() const { return slot_; }

  // True when no other handle shares the values, so that they may be overwritten.
  bool owns_values_alone() const { return storage_.use_count() == 1; }

 private:
  friend void record_into(Tensor& output, std::shared_ptr<GradientSlot> slot);
  Storage& storage() const {
    if (!storage_) throw_undefined();
    return *storage_;
  }
  [[noreturn]] static void throw_undefined();

  Shape shape_;
  std::shared_ptr<Storage> storage_;
  std::shared_ptr<GradientSlot> slot_;
};

}  // namespace actlab
