// The matrix products of a Transformer's step and nothing else: what its time is held against.
#pragma once

#include <cstdint>
#include <vector>

#include "bench/token_speed/token_step.h"

namespace actlab::bench {

// y [rows, out] = x [rows, in] W^T, and two more on the way back.
struct LinearShape {
  std::int64_t rows, in, out;
};

// Attention's own products, some per cent of the whole, are left out.
std::vector<LinearShape> linear_shapes(const TokenStepOptions& options);

class BareProducts {
 public:
  explicit BareProducts(const TokenStepOptions& options);
  // All of a step; returns its milliseconds.
  double run();
  double flop() const;  // of a step

 private:
  std::vector<LinearShape> shapes_;
  std::vector<float> x_, weight_, y_, d_x_, d_weight_;  // large enough for any of them
};

}  // namespace actlab::bench
