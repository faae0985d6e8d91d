#include <actlab/core/ops/concat.h>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/axis_range.h>
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
    AxisRange(output.shape(), axis, begin, tensor.size(axis)).put(tensor.data(), output.data());
    begin += tensor.size(axis);
  }
  record("concat", output, tensors,
         [begins, axis](const Tensor& d_output, const GradientSlots& inputs) {
           for (std::size_t i = 0; i < inputs.size(); ++i) {
             if (!inputs[i]) continue;
             const AxisRange range(d_output.shape(), axis, begins[i], inputs[i]->shape[axis]);
             accumulate_gradient(inputs[i], [&](float* to, const float* added) {
               range.take(d_output.data(), added, to);
             });
           }
         });
  return output;
}

}  // namespace actlab
