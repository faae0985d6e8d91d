#include <actlab/core/ops/pad.h>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/axis_blocks.h>
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
  copy_along_axis(input, 0, output, before, size, axis);
  record("pad", output, {input},
         [axis, before](const Tensor& d_output, const GradientSlots& inputs) {
           Tensor d_input = Tensor::uninitialised(inputs[0]->shape);
           copy_along_axis(d_output, before, d_input, 0, d_input.size(axis), axis);
           accumulate_gradient(inputs[0], d_input);
         });
  return output;
}

}  // namespace actlab
