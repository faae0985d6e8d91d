// In place of gemm.cpp where OpenBLAS is not to be had: a page in the browser. Blocks of B that
// stay in the L2 cache, multiplied by the small products of attention, which take A as it lies.
#include <algorithm>
#include <limits>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/attention/small_products.h>
#include <actlab/core/kernels/gemm.h>

namespace actlab::kernels {
namespace {

constexpr std::int64_t kBlockDepth = 128;    // of k
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
    const float* at = from.at(i, 0);
    for (std::int64_t j = 0; j < columns; ++j, at += from.column) *to++ = factor * *at;
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
  const bool nothing_to_add = k == 0 || alpha == 0.0f;
  const bool overwrites = beta == 0.0f && !nothing_to_add;
  if (beta != 1.0f && !overwrites) scale(beta, m, n, c, ldc);
  if (m == 0 || n == 0 || nothing_to_add) return;
  const View all_a = view(transpose_a, a, lda);
  const View all_b = view(transpose_b, b, ldb);
  const bool packs_b = all_b.column != 1 || alpha != 1.0f;
  Scratch scratch;
  float* block_b = packs_b ? scratch.floats(kBlockDepth * kBlockColumns) : nullptr;
  for (std::int64_t j = 0; j < n; j += kBlockColumns) {
    const std::int64_t columns = std::min(kBlockColumns, n - j);
    for (std::int64_t p = 0; p < k; p += kBlockDepth) {
      const std::int64_t depth = std::min(kBlockDepth, k - p);
      if (packs_b) pack({all_b.at(p, j), all_b.row, all_b.column}, depth, columns, alpha, block_b);
      const SmallProduct product{m,
                                 columns,
                                 depth,
                                 all_a.at(0, p),
                                 all_a.row,
                                 all_a.column,
                                 packs_b ? block_b : all_b.at(p, j),
                                 packs_b ? columns : all_b.row,
                                 c + j,
                                 ldc};
      overwrites&& p == 0 ? small_products().multiply(product) : small_products().add(product);
    }
  }
}

const char* blas_core_name() { return "none"; }
std::string blas_core_advice() { return {}; }

}  // namespace actlab::kernels
