// Matrix product of two-dimensional tensors, either of them transposed on the way.
//
//   y = op(a) op(b)      a [m, k] or, transposed, [k, m];  b [k, n] or [n, k];  y [m, n]
//   d_a = d_y op(b)^T    d_b = op(a)^T d_y    (themselves transposed where a or b is)
//
// Throws Error where a tensor is not two-dimensional or the inner sizes differ.
// Kept for backward: a where b needs a gradient, and b where a does.
#pragma once

#include <actlab/core/kernels/gemm.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab {

using kernels::Transpose;

Tensor matmul(const Tensor& a, const Tensor& b, Transpose transpose_a = Transpose::no,
              Transpose transpose_b = Transpose::no);

// The same product with nothing recorded, for the backward of operations made of products.
Tensor matrix_product(const Tensor& a, Transpose transpose_a, const Tensor& b,
                      Transpose transpose_b);

}  // namespace actlab
