// In place of gemm.cpp where OpenBLAS is not to be had: a page in the browser. Blocks of A and B
// that stay in the caches, multiplied by the small products of attention.
#include <algorithm>
#include <limits>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/attention/small_products.h>
#include <actlab/core/kernels/gemm.h>

namespace actlab::kernels {
namespace {

constexpr std::int64_t kBlockRows = 64;      // of A
constexpr std::int64_t kBlockDepth = 128;    // of k: a block of A takes 32 KB
constexpr std::int64_t kBlockColumns = 128;  // of B: a block takes 64 KB

// A matrix as it is meant, op(A): element (i, j) is data[i * row + j * column].
struct View {
  const float* data;
  std::int64_t row, column;
  const float* at(std::int64_t i, std::int64_t j) const { return data + i * row + j * column; }
};

View view(Transpose transpose, const float* data, std::int64_t ld) {
  return transpose == Transpose::yes ? View{data, 1, ld} : View{data, ld, 1};
}

// factor * from, [rows, columns], row after row.
void pack(const View& from, std::int64_t rows, std::int64_t columns, float factor, float* to) {
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = 0; j < columns; ++j) *to++ = factor * *from.at(i, j);
  }
}

// beta C; 0 whatever C held, where beta is 0.
void scale(float beta, std::int64_t m, std::int64_t n, float* c, std::int64_t ldc) {
  for (std::int64_t i = 0; i < m; ++i, c += ldc) {
    for (std::int64_t j = 0; j < n; ++j) c[j] = beta == 0.0f ? 0.0f : beta * c[j];
  }
}

void require_size(std::int64_t size) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
  if (size < 0 || size > kMost) {
    throw Error(text("[gemm] a matrix size must be from 0 to ", kMost, ", got ", size));
  }
}

}  // namespace

void gemm(Transpose transpose_a, Transpose transpose_b, std::int64_t m, std::int64_t n,
          std::int64_t k, float alpha, const float* a, std::int64_t lda, const float* b,
          std::int64_t ldb, float beta, float* c, std::int64_t ldc) {
  for (const std::int64_t size : {m, n, k}) require_size(size);
  if (beta != 1.0f) scale(beta, m, n, c, ldc);
  if (m == 0 || n == 0 || k == 0 || alpha == 0.0f) return;
  const View all_a = view(transpose_a, a, lda);
  const View all_b = view(transpose_b, b, ldb);
  Scratch scratch;
  float* block_a = scratch.floats(kBlockRows * kBlockDepth);
  float* block_b = scratch.floats(kBlockDepth * kBlockColumns);
  for (std::int64_t j = 0; j < n; j += kBlockColumns) {
    const std::int64_t columns = std::min(kBlockColumns, n - j);
    for (std::int64_t p = 0; p < k; p += kBlockDepth) {
      const std::int64_t depth = std::min(kBlockDepth, k - p);
      pack({all_b.at(p, j), all_b.row, all_b.column}, depth, columns, alpha, block_b);
      for (std::int64_t i = 0; i < m; i += kBlockRows) {
        const std::int64_t rows = std::min(kBlockRows, m - i);
        pack({all_a.at(i, p), all_a.row, all_a.column}, rows, depth, 1.0f, block_a);
        small_products().add(
            {rows, columns, depth, block_a, depth, 1, block_b, columns, c + i * ldc + j, ldc});
      }
    }
  }
}

const char* blas_core_name() { return "none"; }
std::string blas_core_advice() { return {}; }

}  // namespace actlab::kernels
