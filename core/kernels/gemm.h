// The OpenBLAS seam: single-precision matrix products of row-major matrices.
//
//   C = alpha * op(A) * op(B) + beta * C,   op(A) is [m, k], op(B) is [k, n], C is [m, n]
//
// lda, ldb and ldc are the distances between rows as stored, in floats: A is stored as [m, k], or
// as [k, m] with Transpose::yes. Where beta is 0, C is overwritten and may hold anything before,
// NaN included. m, n and k may be 0. Throws Error where a size passes 2^31 - 1.
//
// Rounding: relative to sum |a_i b_i|, an element errs by at most k 2^-24 / (1 - k 2^-24).
#pragma once

#include <cstdint>
#include <string>

namespace actlab::kernels {

enum class Transpose { no, yes };

// Runs on the calling thread alone, so that it may stand inside parallel_for.
void gemm(Transpose transpose_a, Transpose transpose_b, std::int64_t m, std::int64_t n,
          std::int64_t k, float alpha, const float* a, std::int64_t lda, const float* b,
          std::int64_t ldb, float beta, float* c, std::int64_t ldc);

// The same for large products, on all threads: C is cut into bands of rows, or of columns where it
// has more of those. The cut depends on m, n and k alone, so the bits do not depend on the threads.
void parallel_gemm(Transpose transpose_a, Transpose transpose_b, std::int64_t m, std::int64_t n,
                   std::int64_t k, float alpha, const float* a, std::int64_t lda, const float* b,
                   std::int64_t ldb, float beta, float* c, std::int64_t ldc);

// The set of kernels that OpenBLAS chose for this processor: "SkylakeX", "Haswell", "Zen", ...
// OpenBLAS 0.3.21 takes some AVX-512 processors for "Haswell" or "Zen", at half of their speed; the
// environment variable OPENBLAS_CORETYPE=SkylakeX, set before the program starts, mends it.
const char* blas_core_name();
// What to do where OpenBLAS uses less than this processor has; "" where all is well.
std::string blas_core_advice();

}  // namespace actlab::kernels
