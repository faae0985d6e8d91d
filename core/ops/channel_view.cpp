#include <actlab/core/ops/channel_view.h>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/axis_range.h>

namespace actlab {

ChannelView::ChannelView(const Tensor& tensor) : tensor_(tensor), channels_(step()) {}

ChannelView::ChannelView(const Tensor& tensor, std::int64_t first, std::int64_t count)
    : tensor_(tensor), first_(first), channels_(count) {
  if (first < 0 || count < 0 || first + count > step()) {
    throw Error(text("[channel_view] a tensor ", tensor.shape(), " has no channels [", first, ", ",
                     first + count, ")"));
  }
}

Shape ChannelView::shape() const {
  return is_whole() ? tensor_.shape() : with_size(tensor_.shape(), tensor_.rank() - 1, channels_);
}

ChannelView ChannelView::detach() const {
  ChannelView result = *this;
  result.tensor_ = tensor_.detach();
  return result;
}

Tensor ChannelView::copy() const {
  Tensor result = Tensor::uninitialised(shape());
  AxisRange(tensor_.shape(), tensor_.rank() - 1, first_, channels_)
      .take(tensor_.data(), nullptr, result.data());
  return result;
}

}  // namespace actlab
