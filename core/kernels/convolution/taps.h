// The weights of one direct pass, and their order in memory as the pass reads them.
#pragma once

#include <cstdint>

namespace actlab::kernels {

// Taps in the memory of a whole convolution's weights; steps may be negative.
struct Taps {
  const float* first;  // row 0, column 0, input 0, output 0 of this pass
  std::int64_t rows, columns, row_step, column_step;
  std::int64_t in, out, in_step, out_step;

  std::int64_t packed_elements(std::int64_t lanes) const;
  void pack(std::int64_t lanes, float* to) const;  // in the order of ConvolutionPass::weight
};

}  // namespace actlab::kernels
