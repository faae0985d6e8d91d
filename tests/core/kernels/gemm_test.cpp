#include <actlab/core/kernels/gemm.h>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/random.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::kernels;
using namespace actlab::test;

namespace {

std::vector<float> integers(std::int64_t count, std::uint64_t seed) {
  Random random(seed, Purpose::test);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = static_cast<float>(random.below(9) - 4);
  return values;
}

using Product = decltype(&gemm);

// Whole numbers, so that any order of the sum gives the same bits.
void check_exact(Product product, std::int64_t m, std::int64_t n, std::int64_t k) {
  for (const Transpose transpose_a : {Transpose::no, Transpose::yes}) {
    for (const Transpose transpose_b : {Transpose::no, Transpose::yes}) {
      // Rows are further apart than they are long.
      const std::int64_t lda = (transpose_a == Transpose::yes ? m : k) + 3;
      const std::int64_t ldb = (transpose_b == Transpose::yes ? k : n) + 1;
      const std::int64_t ldc = n + 2;
      const auto a = integers(lda * std::max(m, k), 1);
      const auto b = integers(ldb * std::max(k, n), 2);
      const auto before = integers(ldc * m, 3);
      auto c = before;
      product(transpose_a, transpose_b, m, n, k, 2.0f, a.data(), lda, b.data(), ldb, 3.0f, c.data(),
              ldc);
      bool equal = true;
      for (std::int64_t i = 0; i < m; ++i) {
        for (std::int64_t j = 0; j < ldc; ++j) {
          const auto at = static_cast<std::size_t>(i * ldc + j);
          float sum = 0.0f;
          for (std::int64_t l = 0; l < k; ++l) {
            const auto at_a = transpose_a == Transpose::yes ? l * lda + i : i * lda + l;
            const auto at_b = transpose_b == Transpose::yes ? j * ldb + l : l * ldb + j;
            if (j < n) sum += a[static_cast<std::size_t>(at_a)] * b[static_cast<std::size_t>(at_b)];
          }
          equal = equal && c[at] == (j < n ? 2.0f * sum + 3.0f * before[at] : before[at]);
        }
      }
      CAPTURE(m);
      CAPTURE(n);
      CAPTURE(k);
      CHECK(equal);
    }
  }
}

}  // namespace

TEST_CASE("gemm: every transposition is exact for whole numbers and leaves gaps untouched") {
  for (Product product : {&gemm, &parallel_gemm}) {
    check_exact(product, 1, 1, 1);
    check_exact(product, 5, 7, 3);
    check_exact(product, 33, 17, 65);
    check_exact(product, 16, 48, 1);
    check_exact(product, 3, 4, 0);
  }
}

TEST_CASE("gemm: products cut into bands of rows or of columns are exact") {
  const int before = threads();
  for (const int count : {1, 3}) {
    set_threads(count);
    check_exact(&parallel_gemm, 1000, 100, 130);
    check_exact(&parallel_gemm, 100, 1001, 130);
  }
  set_threads(before);
}

TEST_CASE("gemm: a factor of zero before the result ignores what was there") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float a[] = {1.0f, 2.0f};
  const float b[] = {3.0f, 4.0f};
  float c[] = {nan};
  gemm(Transpose::no, Transpose::no, 1, 1, 2, 1.0f, a, 2, b, 1, 0.0f, c, 1);
  CHECK(c[0] == 11.0f);
  c[0] = nan;
  gemm(Transpose::no, Transpose::no, 1, 1, 0, 1.0f, a, 0, b, 1, 0.0f, c, 1);
  CHECK(c[0] == 0.0f);
}

TEST_CASE("gemm: NaN and infinity in the matrices reach the result") {
  for (const std::int64_t size : {4, 64}) {
    std::vector<float> a(static_cast<std::size_t>(size * size), 0.0f);
    const std::vector<float> b(static_cast<std::size_t>(size * size), 0.0f);
    std::vector<float> c(static_cast<std::size_t>(size * size), 1.0f);
    a[0] = std::numeric_limits<float>::infinity();
    gemm(Transpose::no, Transpose::no, size, size, size, 1.0f, a.data(), size, b.data(), size, 0.0f,
         c.data(), size);
    CHECK(std::isnan(c[0]));  // infinity times zero
    CHECK(c.back() == 0.0f);
  }
}

TEST_CASE("gemm: rounding stays within the bound of its contract") {
  constexpr std::int64_t kSize = 2000;
  Random random(1, Purpose::test);
  std::vector<float> a(kSize);
  std::vector<float> b(kSize);
  double exact = 0.0;
  double magnitude = 0.0;
  for (std::size_t i = 0; i < kSize; ++i) {
    a[i] = random.normal();
    b[i] = random.normal();
    exact += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    magnitude += std::abs(static_cast<double>(a[i]) * static_cast<double>(b[i]));
  }
  float c = 0.0f;
  gemm(Transpose::no, Transpose::no, 1, 1, kSize, 1.0f, a.data(), kSize, b.data(), 1, 0.0f, &c, 1);
  const double unit = kSize * 0x1p-24;
  CHECK(std::abs(static_cast<double>(c) - exact) <= unit / (1.0 - unit) * magnitude);
}

TEST_CASE("gemm: sizes beyond 32 bits are refused and the core has a name") {
  CHECK(error_of([] {
          gemm(Transpose::no, Transpose::no, std::int64_t{1} << 31, 1, 1, 1.0f, nullptr, 1, nullptr,
               1, 0.0f, nullptr, 1);
        }) == "[gemm] a matrix size must be from 0 to 2147483647, got 2147483648");
  CHECK_FALSE(std::string(blas_core_name()).empty());
}
