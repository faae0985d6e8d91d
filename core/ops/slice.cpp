#include <actlab/core/ops/slice.h>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/axis_blocks.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {

Tensor slice(const Tensor& input, std::int64_t axis, std::int64_t begin, std::int64_t end) {
  axis = input.shape().axis(axis, "slice");
  if (begin < 0 || end < begin || end > input.size(axis)) {
    throw Error(text("[slice] the range [", begin, ", ", end, ") is not within axis ", axis,
                     " of input ", input.shape()));
  }
  Tensor output = Tensor::uninitialised(with_size(input.shape(), axis, end - begin));
  copy_along_axis(input, begin, output, 0, end - begin, axis);
  record("slice", output, {input},
         [axis, begin](const Tensor& d_output, const GradientSlots& inputs) {
           Tensor d_input = Tensor::zeros(inputs[0]->shape);
           copy_along_axis(d_output, 0, d_input, begin, d_output.size(axis), axis);
           accumulate_gradient(inputs[0], d_input);
         });
  return output;
}

}  // namespace actlab
