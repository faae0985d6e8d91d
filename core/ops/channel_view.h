// Some channels of a tensor [..., C], where they are: [first, first + count). What an operation
// reads so lies in memory once, however many read a part of it.
//
// The gradient belongs to the whole tensor: an operation adds to its channels (add_to_gradient).
#pragma once

#include <cstdint>

#include <actlab/core/kernels/vector/rows.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab {

class ChannelView {
 public:
  ChannelView() = default;
  ChannelView(const Tensor& tensor);  // NOLINT: all channels are a view too
  // Throws Error where the tensor has no such channels.
  ChannelView(const Tensor& tensor, std::int64_t first, std::int64_t count);

  const Tensor& tensor() const { return tensor_; }
  std::int64_t first() const { return first_; }
  std::int64_t channels() const { return channels_; }
  bool is_whole() const { return channels_ == step(); }
  Shape shape() const;  // [..., channels]

  // Floats from one pixel to the next.
  std::int64_t step() const { return tensor_.rank() > 0 ? tensor_.size(-1) : 0; }
  std::int64_t rows() const {
    const std::int64_t width = step();
    return width > 0 ? tensor_.elements() / width : 0;
  }
  kernels::StridedRows values() const { return {tensor_.data() + first_, step()}; }

  ChannelView detach() const;  // the same values, no gradient
  Tensor copy() const;         // values of their own, no gradient

 private:
  Tensor tensor_;
  std::int64_t first_ = 0;
  std::int64_t channels_ = 0;
};

}  // namespace actlab
