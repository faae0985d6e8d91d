#include <actlab/core/ops/matmul.h>

#include <algorithm>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

const char* suffix(Transpose transpose) { return transpose == Transpose::yes ? " transposed" : ""; }

Transpose flipped(Transpose transpose) {
  return transpose == Transpose::yes ? Transpose::no : Transpose::yes;
}

// One side of a product: a matrix, or many of one shape that lie one after the other.
struct Matrices {
  Matrices(const Tensor& tensor, Transpose how)
      : data(tensor.data()),
        transpose(how),
        stored_rows(tensor.size(-2)),
        stored_columns(tensor.size(-1)),
        single(tensor.rank() == 2) {}

  std::int64_t rows() const { return transpose == Transpose::yes ? stored_columns : stored_rows; }
  std::int64_t columns() const {
    return transpose == Transpose::yes ? stored_rows : stored_columns;
  }
  const float* at(std::int64_t i) const {
    return data + (single ? 0 : i * stored_rows * stored_columns);
  }

  const float* data;
  Transpose transpose;
  std::int64_t stored_rows, stored_columns;
  bool single;
};

std::vector<std::int64_t> leading(const Tensor& tensor) {
  const std::vector<std::int64_t>& sizes = tensor.shape().sizes();
  return {sizes.begin(), sizes.end() - 2};
}

void check_shapes(const Tensor& a, Transpose transpose_a, const Tensor& b, Transpose transpose_b) {
  if (a.rank() < 2 || b.rank() < 2) {
    throw Error(text("[matmul] both tensors must have at least two axes, got ", a.shape(), " and ",
                     b.shape()));
  }
  const std::int64_t inner_a = Matrices(a, transpose_a).columns();
  const std::int64_t inner_b = Matrices(b, transpose_b).rows();
  if (inner_a != inner_b) {
    throw Error(text("[matmul] the inner sizes must be equal: got ", inner_a, " (", a.shape(),
                     suffix(transpose_a), ") and ", inner_b, " (", b.shape(), suffix(transpose_b),
                     ")"));
  }
  if (a.rank() > 2 && b.rank() > 2 && leading(a) != leading(b)) {
    throw Error(
        text("[matmul] the axes before the last two must be equal, or one tensor a single "
             "matrix: got ",
             a.shape(), " and ", b.shape()));
  }
}

// c = op(a) op(b) (+ c), on all threads.
void multiply(const Matrices& a, const Matrices& b, std::int64_t i, float beta, float* c) {
  kernels::parallel_gemm(a.transpose, b.transpose, a.rows(), b.columns(), a.columns(), 1.0f,
                         a.at(i), a.stored_columns, b.at(i), b.stored_columns, beta, c,
                         b.columns());
}

// So many products make work that is worth handing to a thread; 0: one is enough to be cut itself.
std::int64_t products_per_chunk(const Matrices& a, const Matrices& b) {
  constexpr double kMultiplyAddsPerChunk = 1.0e6;
  constexpr double kLargeProduct = 8.0e6;
  const double work = static_cast<double>(a.rows()) * static_cast<double>(a.columns()) *
                      static_cast<double>(b.columns());
  if (work >= kLargeProduct) return 0;
  return static_cast<std::int64_t>(kMultiplyAddsPerChunk / std::max(work, 1000.0)) + 1;
}

void multiply_each(const Matrices& a, const Matrices& b, std::int64_t count, float* c) {
  const std::int64_t size = a.rows() * b.columns();
  const std::int64_t chunk = products_per_chunk(a, b);
  if (count == 1 || chunk == 0) {
    for (std::int64_t i = 0; i < count; ++i) multiply(a, b, i, 0.0f, c + i * size);
    return;
  }
  parallel_chunks(count, chunk, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
    for (std::int64_t i = begin; i < end; ++i) {
      kernels::gemm(a.transpose, b.transpose, a.rows(), b.columns(), a.columns(), 1.0f, a.at(i),
                    a.stored_columns, b.at(i), b.stored_columns, 0.0f, c + i * size, b.columns());
    }
  });
}

// sum_i op(a_i) op(b_i), the gradient of a matrix that took part in all products.
Tensor sum_of_products(const Tensor& a, Transpose transpose_a, const Tensor& b,
                       Transpose transpose_b) {
  const Matrices left(a, transpose_a);
  const Matrices right(b, transpose_b);
  const std::int64_t count = Shape(leading(a)).elements();
  if (transpose_a == Transpose::yes && transpose_b == Transpose::no) {
    // The sum over matrices and the one within them are one long sum.
    return matrix_product(a.view({count * left.columns(), left.rows()}), transpose_a,
                          b.view({count * right.rows(), right.columns()}), transpose_b);
  }
  Tensor sum = Tensor::zeros({left.rows(), right.columns()});
  for (std::int64_t i = 0; i < count; ++i) multiply(left, right, i, 1.0f, sum.data());
  return sum;
}

// The gradient of a or b, of shape `shape`, which is one product or a sum of them.
Tensor product_for(const Shape& shape, const Tensor& a, Transpose transpose_a, const Tensor& b,
                   Transpose transpose_b) {
  const bool is_sum = shape.rank() == 2 && (a.rank() > 2 || b.rank() > 2);
  return is_sum ? sum_of_products(a, transpose_a, b, transpose_b)
                : matrix_product(a, transpose_a, b, transpose_b);
}

}  // namespace

Tensor matrix_product(const Tensor& a, Transpose transpose_a, const Tensor& b,
                      Transpose transpose_b) {
  check_shapes(a, transpose_a, b, transpose_b);
  const Matrices left(a, transpose_a);
  const Matrices right(b, transpose_b);
  std::vector<std::int64_t> sizes = leading(left.single ? b : a);
  const std::int64_t count = Shape(sizes).elements();
  sizes.insert(sizes.end(), {left.rows(), right.columns()});
  Tensor result = Tensor::uninitialised(Shape(std::move(sizes)));
  if (right.single && transpose_a == Transpose::no && count > 1) {
    // The rows of all matrices of a are those of one large matrix.
    const Tensor rows = a.view({count * left.rows(), left.columns()});
    multiply(Matrices(rows, Transpose::no), right, 0, 0.0f, result.data());
  } else {
    multiply_each(left, right, count, result.data());
  }
  return result;
}

Tensor matmul(const Tensor& a, const Tensor& b, Transpose transpose_a, Transpose transpose_b) {
  Tensor output = matrix_product(a, transpose_a, b, transpose_b);
  record("matmul", output, {a, b},
         [=, a = b.requires_gradient() ? a.detach() : Tensor(),
          b = a.requires_gradient() ? b.detach() : Tensor()](const Tensor& d_output,
                                                             const GradientSlots& inputs) {
           if (inputs[0]) {
             const Shape& shape = inputs[0]->shape;
             accumulate_gradient(
                 inputs[0],
                 transpose_a == Transpose::yes
                     ? product_for(shape, b, transpose_b, d_output, Transpose::yes)
                     : product_for(shape, d_output, Transpose::no, b, flipped(transpose_b)));
           }
           if (inputs[1]) {
             const Shape& shape = inputs[1]->shape;
             accumulate_gradient(
                 inputs[1],
                 transpose_b == Transpose::yes
                     ? product_for(shape, d_output, Transpose::yes, a, transpose_a)
                     : product_for(shape, a, flipped(transpose_a), d_output, Transpose::no));
           }
         });
  return output;
}

}  // namespace actlab
