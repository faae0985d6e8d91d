#include <actlab/core/ops/pad.h>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/axis_range.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {

Tensor pad(const Tensor& input, std::int64_t axis, std::int64_t before, std::int64_t after) {
  axis = input.shape().axis(axis, "pad");
  if (before < 0 || after < 0) {
    throw Error(text("[pad] padding must not be negative, got ", before, " and ", after,
                     " for input ", input.shape()));
  }
  const std::int64_t size = input.size(axis);
  Tensor output = Tensor::zeros(with_size(input.shape(), axis, before + size + after));
  const AxisRange range(output.shape(), axis, before, size);
  range.put(input.data(), output.data());
  record("pad", output, {input}, [range](const Tensor& d_output, const GradientSlots& inputs) {
    accumulate_gradient(
        inputs[0], [&](float* to, const float* added) { range.take(d_output.data(), added, to); });
  });
  return output;
}

}  // namespace actlab
