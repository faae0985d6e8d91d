#include <actlab/core/ops/layer_norm.h>

#include <algorithm>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/kernels/rows/layer_norm.h>
#include <actlab/core/ops/gradient_buffer.h>
#include <actlab/core/ops/leading_axes.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

void check_arguments(const Tensor& input, const Tensor& residual, const Tensor& weight,
                     const Tensor& bias, double epsilon) {
  (void)leading_axes(input.shape(), "layer_norm");
  const Shape columns{input.size(-1)};
  if (columns[0] == 0) {
    throw Error(text("[layer_norm] a row must have at least one value, got ", input.shape()));
  }
  if (!(weight.shape() == columns) || !(bias.shape() == columns)) {
    throw Error(text("[layer_norm] weight and bias must be ", columns, " for input ", input.shape(),
                     ", got ", weight.shape(), " and ", bias.shape()));
  }
  if (residual.defined() && !(residual.shape() == input.shape())) {
    throw Error(text("[layer_norm] the residual must have the input's shape: got ",
                     residual.shape(), ", expected ", input.shape()));
  }
  if (!(epsilon > 0.0)) {
    throw UsageError(text("[layer_norm] epsilon must be above 0, got ", epsilon));
  }
}

kernels::LayerNormInput rows_of(const Tensor& input, const Tensor& residual) {
  const std::int64_t width = input.size(-1);
  return {input.elements() / width, width, input.data(), data_or_null(residual)};
}

Tensor column_tensor(const std::vector<double>& sums) {
  Tensor result = Tensor::uninitialised({static_cast<std::int64_t>(sums.size())});
  std::ranges::transform(sums, result.data(), [](double sum) { return static_cast<float>(sum); });
  return result;
}

Tensor normalise_rows(const char* operation, const Tensor& input, const Tensor& residual,
                      const Tensor& weight, const Tensor& bias, double epsilon) {
  check_arguments(input, residual, weight, bias, epsilon);
  Tensor output = Tensor::uninitialised(input.shape());
  auto rows = kernels::layer_norm_forward(rows_of(input, residual), weight.data(), bias.data(),
                                          epsilon, output.data());
  record(operation, output, {input, residual, weight, bias},
         [x = input.detach(), added = residual.defined() ? residual.detach() : Tensor(),
          w = weight.detach(),
          rows = std::move(rows)](const Tensor& d_output, const GradientSlots& inputs) {
           Tensor d_input;
           if (inputs[0] || inputs[1]) d_input = Tensor::uninitialised(d_output.shape());
           const kernels::ColumnSums sums =
               kernels::layer_norm_backward(rows_of(x, added), rows, w.data(), d_output.data(),
                                            d_input.defined() ? d_input.data() : nullptr);
           if (inputs[0]) accumulate_gradient(inputs[0], d_input);
           if (inputs[1]) accumulate_gradient(inputs[1], d_input);
           if (inputs[2]) accumulate_gradient(inputs[2], column_tensor(sums.d_weight));
           if (inputs[3]) accumulate_gradient(inputs[3], column_tensor(sums.d_bias));
         });
  return output;
}

}  // namespace

Tensor layer_norm(const Tensor& input, const Tensor& weight, const Tensor& bias, double epsilon) {
  return normalise_rows("layer_norm", input, {}, weight, bias, epsilon);
}

Tensor residual_layer_norm(const Tensor& input, const Tensor& residual, const Tensor& weight,
                           const Tensor& bias, double epsilon) {
  if (!residual.defined()) throw Error("[layer_norm] the residual has no values");
  return normalise_rows("residual_layer_norm", input, residual, weight, bias, epsilon);
}

}  // namespace actlab
