// Products of matrices that stay in the L1 and L2 caches, far below the size where OpenBLAS pays:
// the queries of one head with its keys. On the calling thread.
#pragma once

#include <cstdint>

namespace actlab::kernels {

// C = A B,   A is [m, k], B is [k, n], C is [m, n]
struct SmallProduct {
  std::int64_t m, n, k;
  const float* a;
  std::int64_t a_row, a_column;  // A's element (i, p) is a[i * a_row + p * a_column]
  const float* b;
  std::int64_t b_row;  // distances between rows, in floats
  float* c;
  std::int64_t c_row;
};

struct SmallProducts {
  void (*multiply)(const SmallProduct& product);  // C = A B
  void (*add)(const SmallProduct& product);       // C = C + A B
  // d = p (d - offset) factor, n floats
  void (*softmax_gradient)(std::int64_t n, const float* p, float offset, float factor, float* d);
};

// Those of the active instruction set (core/kernels/vector/isa.h).
const SmallProducts& small_products();

}  // namespace actlab::kernels
