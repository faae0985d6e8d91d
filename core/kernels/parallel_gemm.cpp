#include <algorithm>

#include <actlab/core/base/parallel.h>
#include <actlab/core/kernels/gemm.h>

namespace actlab::kernels {
namespace {

// About the work of a quarter of a millisecond: less is not worth handing to another thread.
constexpr double kMultiplyAddsPerBand = 4.0e6;
constexpr std::int64_t kBandAlignment = 16;  // a multiple of every register tile of OpenBLAS
// BLAS copies the other matrix for each band: with so many rows that is a small part of the work.
// Shorter products are cut into four all the same.
constexpr std::int64_t kRowsPerBand = 128;
constexpr std::int64_t kFewestBands = 4;

}  // namespace

void parallel_gemm(Transpose transpose_a, Transpose transpose_b, std::int64_t m, std::int64_t n,
                   std::int64_t k, float alpha, const float* a, std::int64_t lda, const float* b,
                   std::int64_t ldb, float beta, float* c, std::int64_t ldc) {
  const bool by_rows = m >= n;
  const std::int64_t length = by_rows ? m : n;
  const double work = static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k);
  const auto bands = static_cast<std::int64_t>(std::clamp(
      work / kMultiplyAddsPerBand, 1.0, static_cast<double>(std::max<std::int64_t>(length, 1))));
  const std::int64_t rows = std::max(chunk_count(length, bands),
                                     std::min(kRowsPerBand, chunk_count(length, kFewestBands)));
  const std::int64_t band = chunk_count(rows, kBandAlignment) * kBandAlignment;
  parallel_chunks(
      length, std::max<std::int64_t>(band, 1),
      [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        if (by_rows) {
          const float* band_of_a = a + begin * (transpose_a == Transpose::yes ? 1 : lda);
          gemm(transpose_a, transpose_b, end - begin, n, k, alpha, band_of_a, lda, b, ldb, beta,
               c + begin * ldc, ldc);
        } else {
          const float* band_of_b = b + begin * (transpose_b == Transpose::yes ? ldb : 1);
          gemm(transpose_a, transpose_b, m, end - begin, k, alpha, a, lda, band_of_b, ldb, beta,
               c + begin, ldc);
        }
      });
}

}  // namespace actlab::kernels
