#include <actlab/core/ops/permute.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

// Axes in [0, rank), each exactly once.
std::vector<std::int64_t> checked_order(const Shape& shape, std::vector<std::int64_t> order) {
  for (std::int64_t& axis : order) axis = shape.axis(axis, "permute");
  std::vector<std::int64_t> sorted = order;
  std::ranges::sort(sorted);
  std::vector<std::int64_t> all(shape.sizes().size());
  std::iota(all.begin(), all.end(), std::int64_t{0});
  if (sorted != all) {
    throw Error(text("[permute] the order must name each axis once, got ", Shape(order),
                     " for input ", shape));
  }
  return order;
}

Tensor permuted(const Tensor& input, const std::vector<std::int64_t>& order) {
  const std::size_t rank = order.size();
  std::vector<std::int64_t> input_strides(rank, 1);
  for (std::size_t i = rank; i-- > 1;) {
    input_strides[i - 1] = input_strides[i] * input.shape().sizes()[i];
  }
  std::vector<std::int64_t> sizes;
  std::vector<std::int64_t> strides;  // of the input, in the order of the result
  for (std::int64_t axis : order) {
    sizes.push_back(input.size(axis));
    strides.push_back(input_strides[static_cast<std::size_t>(axis)]);
  }
  Tensor result = Tensor::uninitialised(Shape(sizes));
  std::vector<std::int64_t> index(rank, 0);
  std::int64_t offset = 0;
  for (float& value : result.values()) {
    value = input.data()[offset];
    for (std::size_t i = rank; i-- > 0;) {  // counts up like an odometer
      offset += strides[i];
      if (++index[i] < sizes[i]) break;
      offset -= strides[i] * sizes[i];
      index[i] = 0;
    }
  }
  return result;
}

}  // namespace

Tensor permute(const Tensor& input, const std::vector<std::int64_t>& order) {
  const std::vector<std::int64_t> axes = checked_order(input.shape(), order);
  Tensor output = permuted(input, axes);
  record("permute", output, {input}, [axes](const Tensor& d_output, const GradientSlots& inputs) {
    std::vector<std::int64_t> inverse(axes.size());
    for (std::size_t i = 0; i < axes.size(); ++i) {
      inverse[static_cast<std::size_t>(axes[i])] = static_cast<std::int64_t>(i);
    }
    accumulate_gradient(inputs[0], permuted(d_output, inverse));
  });
  return output;
}

Tensor transpose(const Tensor& input) {
  if (input.rank() < 2) {
    throw Error(text("[transpose] needs at least two axes, got ", input.shape()));
  }
  std::vector<std::int64_t> order(input.shape().sizes().size());
  std::iota(order.begin(), order.end(), std::int64_t{0});
  std::swap(order[order.size() - 1], order[order.size() - 2]);
  return permute(input, order);
}

}  // namespace actlab
