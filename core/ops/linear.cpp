#include <actlab/core/ops/linear.h>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/matmul.h>
#include <actlab/core/ops/reduce.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

void check_shapes(const Tensor& input, const Tensor& weight, const Tensor& bias) {
  if (input.rank() != 2 || weight.rank() != 2) {
    throw Error(text("[linear] the input must be [N, in] and the weight [out, in], got input ",
                     input.shape(), " and weight ", weight.shape()));
  }
  if (input.size(1) != weight.size(1)) {
    throw Error(text("[linear] input features must match the weight: got ", input.size(1),
                     " (input ", input.shape(), "), expected ", weight.size(1), " (weight ",
                     weight.shape(), ")"));
  }
  if (bias.defined() && !(bias.shape() == Shape{weight.size(0)})) {
    throw Error(text("[linear] the bias must be [", weight.size(0), "] for weight ", weight.shape(),
                     ", got ", bias.shape()));
  }
}

void add_to_rows(Tensor& output, const Tensor& bias) {
  const std::int64_t width = output.size(1);
  const float* const b = bias.data();
  for (std::int64_t row = 0; row < output.size(0); ++row) {
    float* const y = output.data() + row * width;
    for (std::int64_t i = 0; i < width; ++i) y[i] += b[i];
  }
}

}  // namespace

Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias) {
  check_shapes(input, weight, bias);
  Tensor output = matrix_product(input, Transpose::no, weight, Transpose::yes);
  if (bias.defined()) add_to_rows(output, bias);
  record("linear", output, {input, weight, bias},
         [x = weight.requires_gradient() ? input.detach() : Tensor(),
          w = input.requires_gradient() ? weight.detach() : Tensor()](const Tensor& d_output,
                                                                      const GradientSlots& inputs) {
           if (inputs[0]) {
             accumulate_gradient(inputs[0],
                                 matrix_product(d_output, Transpose::no, w, Transpose::no));
           }
           if (inputs[1]) {
             accumulate_gradient(inputs[1],
                                 matrix_product(d_output, Transpose::yes, x, Transpose::no));
           }
           if (inputs[2]) accumulate_gradient(inputs[2], sum_to_shape(d_output, inputs[2]->shape));
         });
  return output;
}

}  // namespace actlab
