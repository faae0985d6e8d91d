#include <actlab/core/ops/pick.h>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/leading_axes.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {

Tensor pick(const Tensor& input, const Indices& indices) {
  const Shape rows = leading_axes(input.shape(), "pick");
  if (!indices.defined() || !(indices.shape() == rows)) {
    throw Error(text("[pick] one index a row is needed: got indices ", indices.shape(),
                     " for input ", input.shape(), ", expected ", rows));
  }
  const std::int64_t width = input.size(-1);
  require_below(indices, width, "pick", "the index in row", text(" (input ", input.shape(), ")"));
  Tensor output = Tensor::uninitialised(rows);
  for (std::int64_t row = 0; row < output.elements(); ++row) {
    output.data()[row] = input.data()[row * width + indices[row]];
  }
  record("pick", output, {input},
         [width, indices](const Tensor& d_output, const GradientSlots& inputs) {
           Tensor d_input = Tensor::zeros(inputs[0]->shape);
           for (std::int64_t row = 0; row < d_output.elements(); ++row) {
             d_input.data()[row * width + indices[row]] = d_output.data()[row];
           }
           accumulate_gradient(inputs[0], d_input);
         });
  return output;
}

}  // namespace actlab
