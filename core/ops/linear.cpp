#include <actlab/core/ops/linear.h>

#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/kernels/rows/row_loops.h>
#include <actlab/core/ops/leading_axes.h>
#include <actlab/core/ops/matmul.h>
#include <actlab/core/ops/reduce.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

void check_shapes(const Tensor& input, const Tensor& weight, const Tensor& bias) {
  if (input.rank() == 0 || weight.rank() != 2) {
    throw Error(text("[linear] the input must be [..., in] and the weight [out, in], got input ",
                     input.shape(), " and weight ", weight.shape()));
  }
  if (input.size(-1) != weight.size(1)) {
    throw Error(text("[linear] input features must match the weight: got ", input.size(-1),
                     " (input ", input.shape(), "), expected ", weight.size(1), " (weight ",
                     weight.shape(), ")"));
  }
  if (bias.defined() && !(bias.shape() == Shape{weight.size(0)})) {
    throw Error(text("[linear] the bias must be [", weight.size(0), "] for weight ", weight.shape(),
                     ", got ", bias.shape()));
  }
}

// All leading axes as one: [rows, last].
Tensor as_rows(const Tensor& tensor, std::int64_t rows) {
  return tensor.view({rows, tensor.size(-1)});
}

void add_to_rows(Tensor& output, const Tensor& bias) {
  const std::int64_t width = output.size(1);
  const float* const b = bias.data();
  float* const to = output.data();
  parallel_chunks(output.size(0), kernels::rows_per_chunk(width),
                  [=](std::int64_t begin, std::int64_t end, std::int64_t) {
                    for (std::int64_t row = begin; row < end; ++row) {
                      float* const y = to + row * width;
                      for (std::int64_t i = 0; i < width; ++i) y[i] += b[i];
                    }
                  });
}

}  // namespace

Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias) {
  const Tensor kept = weight.requires_gradient() ? input.detach() : Tensor();
  return linear(
      input, [kept] { return kept; }, weight, bias);
}

Tensor linear(const Tensor& input, std::function<Tensor()> again, const Tensor& weight,
              const Tensor& bias) {
  check_shapes(input, weight, bias);
  const Shape leading = leading_axes(input.shape(), "linear");
  const std::int64_t rows = leading.elements();
  Tensor y = matrix_product(as_rows(input, rows), Transpose::no, weight, Transpose::yes);
  if (bias.defined()) add_to_rows(y, bias);
  Tensor output = y.view(with_last_axis(leading, weight.size(0)));
  record(
      "linear", output, {input, weight, bias},
      [rows, again = std::move(again), w = input.requires_gradient() ? weight.detach() : Tensor()](
          const Tensor& d_output, const GradientSlots& inputs) {
        const Tensor d_y = as_rows(d_output, rows);
        if (inputs[0]) {
          const Tensor d_x = matrix_product(d_y, Transpose::no, w, Transpose::no);
          accumulate_gradient(inputs[0], d_x.view(inputs[0]->shape));
        }
        if (inputs[1]) {
          const Tensor x = as_rows(again(), rows);
          accumulate_gradient(inputs[1], matrix_product(d_y, Transpose::yes, x, Transpose::no));
        }
        if (inputs[2]) accumulate_gradient(inputs[2], sum_to_shape(d_y, inputs[2]->shape));
      });
  return output;
}

}  // namespace actlab
