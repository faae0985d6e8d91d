#include <actlab/core/ops/matmul.h>

#include <actlab/core/base/error.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

const char* suffix(Transpose transpose) { return transpose == Transpose::yes ? " transposed" : ""; }

Transpose flipped(Transpose transpose) {
  return transpose == Transpose::yes ? Transpose::no : Transpose::yes;
}

void check_shapes(const Tensor& a, Transpose transpose_a, const Tensor& b, Transpose transpose_b) {
  if (a.rank() != 2 || b.rank() != 2) {
    throw Error(
        text("[matmul] both tensors must be two-dimensional, got ", a.shape(), " and ", b.shape()));
  }
  const std::int64_t inner_a = a.size(transpose_a == Transpose::yes ? 0 : 1);
  const std::int64_t inner_b = b.size(transpose_b == Transpose::yes ? 1 : 0);
  if (inner_a != inner_b) {
    throw Error(text("[matmul] the inner sizes must be equal: got ", inner_a, " (", a.shape(),
                     suffix(transpose_a), ") and ", inner_b, " (", b.shape(), suffix(transpose_b),
                     ")"));
  }
}

}  // namespace

Tensor matrix_product(const Tensor& a, Transpose transpose_a, const Tensor& b,
                      Transpose transpose_b) {
  check_shapes(a, transpose_a, b, transpose_b);
  const std::int64_t m = a.size(transpose_a == Transpose::yes ? 1 : 0);
  const std::int64_t k = a.size(transpose_a == Transpose::yes ? 0 : 1);
  const std::int64_t n = b.size(transpose_b == Transpose::yes ? 0 : 1);
  Tensor result = Tensor::uninitialised({m, n});
  kernels::parallel_gemm(transpose_a, transpose_b, m, n, k, 1.0f, a.data(), a.size(1), b.data(),
                         b.size(1), 0.0f, result.data(), n);
  return result;
}

Tensor matmul(const Tensor& a, const Tensor& b, Transpose transpose_a, Transpose transpose_b) {
  Tensor output = matrix_product(a, transpose_a, b, transpose_b);
  record("matmul", output, {a, b},
         [=, a = b.requires_gradient() ? a.detach() : Tensor(),
          b = a.requires_gradient() ? b.detach() : Tensor()](const Tensor& d_output,
                                                             const GradientSlots& inputs) {
           if (inputs[0]) {
             accumulate_gradient(
                 inputs[0], transpose_a == Transpose::yes
                                ? matrix_product(b, transpose_b, d_output, Transpose::yes)
                                : matrix_product(d_output, Transpose::no, b, flipped(transpose_b)));
           }
           if (inputs[1]) {
             accumulate_gradient(
                 inputs[1], transpose_b == Transpose::yes
                                ? matrix_product(d_output, Transpose::yes, a, transpose_a)
                                : matrix_product(a, flipped(transpose_a), d_output, Transpose::no));
           }
         });
  return output;
}

}  // namespace actlab
