#include <actlab/core/ops/slice.h>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/axis_range.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {

Tensor slice(const Tensor& input, std::int64_t axis, std::int64_t begin, std::int64_t end) {
  axis = input.shape().axis(axis, "slice");
  if (begin < 0 || end < begin || end > input.size(axis)) {
    throw Error(text("[slice] the range [", begin, ", ", end, ") is not within axis ", axis,
                     " of input ", input.shape()));
  }
  Tensor output = Tensor::uninitialised(with_size(input.shape(), axis, end - begin));
  const AxisRange range(input.shape(), axis, begin, end - begin);
  range.take(input.data(), nullptr, output.data());
  record("slice", output, {input}, [range](const Tensor& d_output, const GradientSlots& inputs) {
    add_to_gradient(inputs[0], [&](float* to) { range.add(d_output.data(), to); });
  });
  return output;
}

}  // namespace actlab
