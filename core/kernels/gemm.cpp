#include <actlab/core/kernels/gemm.h>

#include <cblas.h>

#include <algorithm>
#include <limits>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {
namespace {

CBLAS_TRANSPOSE blas_transpose(Transpose transpose) {
  return transpose == Transpose::yes ? CblasTrans : CblasNoTrans;
}

blasint blas_size(std::int64_t size) {
  if (size < 0 || size > std::numeric_limits<blasint>::max()) {
    throw Error(text("[gemm] a matrix size must be from 0 to ", std::numeric_limits<blasint>::max(),
                     ", got ", size));
  }
  return static_cast<blasint>(size);
}

// OpenBLAS must not start threads of its own: they would fight with ours for the same cores.
void keep_to_calling_thread() {
  static const bool done = (openblas_set_num_threads(1), true);
  (void)done;
}

}  // namespace

void gemm(Transpose transpose_a, Transpose transpose_b, std::int64_t m, std::int64_t n,
          std::int64_t k, float alpha, const float* a, std::int64_t lda, const float* b,
          std::int64_t ldb, float beta, float* c, std::int64_t ldc) {
  keep_to_calling_thread();
  // BLAS refuses row distances of 0, which empty matrices have.
  const auto distance = [](std::int64_t ld) { return blas_size(std::max<std::int64_t>(ld, 1)); };
  cblas_sgemm(CblasRowMajor, blas_transpose(transpose_a), blas_transpose(transpose_b), blas_size(m),
              blas_size(n), blas_size(k), alpha, a, distance(lda), b, distance(ldb), beta, c,
              distance(ldc));
}

const char* blas_core_name() { return openblas_get_corename(); }

std::string blas_core_advice() {
  const std::vector<Isa> isas = available_isas();
  const std::string core = blas_core_name();
  const bool avx512 = std::ranges::count(isas, Isa::avx512) > 0;
  if (!avx512 || core == "SkylakeX" || core == "Cooperlake" || core == "SapphireRapids") return "";
  return text("OpenBLAS uses its kernels for ", core,
              " on a processor with AVX-512; set OPENBLAS_CORETYPE=SkylakeX, or start with ./run");
}

}  // namespace actlab::kernels
