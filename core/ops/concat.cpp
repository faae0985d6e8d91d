#include <actlab/core/ops/concat.h>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/axis_blocks.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {

Tensor concat(const std::vector<Tensor>& tensors, std::int64_t axis) {
  if (tensors.empty()) throw Error("[concat] needs at least one tensor");
  const Shape& first = tensors.front().shape();
  axis = first.axis(axis, "concat");
  std::int64_t total = 0;
  for (const Tensor& tensor : tensors) {
    const Shape& shape = tensor.shape();
    if (shape.rank() != first.rank() || !(with_size(shape, axis, first[axis]) == first)) {
      throw Error(text("[concat] shapes must agree on every axis but ", axis, ": got ", shape,
                       " beside ", first));
    }
    total += shape[axis];
  }
  Tensor output = Tensor::uninitialised(with_size(first, axis, total));
  std::vector<std::int64_t> begins;
  std::int64_t begin = 0;
  for (const Tensor& tensor : tensors) {
    begins.push_back(begin);
    copy_along_axis(tensor, 0, output, begin, tensor.size(axis), axis);
    begin += tensor.size(axis);
  }
  record("concat", output, tensors,
         [begins, axis](const Tensor& d_output, const GradientSlots& inputs) {
           for (std::size_t i = 0; i < inputs.size(); ++i) {
             if (!inputs[i]) continue;
             Tensor d_input = Tensor::uninitialised(inputs[i]->shape);
             copy_along_axis(d_output, begins[i], d_input, 0, d_input.size(axis), axis);
             accumulate_gradient(inputs[i], d_input);
           }
         });
  return output;
}

}  // namespace actlab
