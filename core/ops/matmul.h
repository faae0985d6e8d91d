// Matrix products, of one pair of matrices or of many, either side transposed on the way.
//
//   y = op(a) op(b)      a [m, k] or, transposed, [k, m];  b [k, n] or [n, k];  y [m, n]
//   d_a = d_y op(b)^T    d_b = op(a)^T d_y    (themselves transposed where a or b is)
//
// Shapes: a [..., m, k] and b [..., k, n] give y [..., m, n], matrix by matrix: their leading axes
// are equal, or one of the two is a single matrix, which then multiplies all of the other's.
//
// The cut into threads depends on the shapes alone: small products are taken many to a thread,
// large ones are cut themselves. The gradient of a single matrix is summed in the order of the
// others.
//
// Throws Error for fewer than two axes, inner sizes or leading axes that differ.
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
