// Inverted dropout (Srivastava et al., 2014): while training, each value is zeroed with probability
// `rate` and the others are divided by 1 - rate, so that evaluation needs no change.
//
//   y_i = m_i x_i,  d_x_i = m_i d_y_i,  m_i = 0 with probability rate, else 1 / (1 - rate)
//
// Draws one word of `random` an element, in row-major order, whatever the number of threads.
// Throws Error for a rate outside [0, 1). Kept for backward: only the position in the random
// stream, from which the mask is drawn again.
#pragma once

#include <actlab/core/base/random.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab {

// Which values are dropped, for operations that drop as they go: those of a stream from a position
// on.
struct DropoutDraw {
  float rate = 0.0f;  // 0: nothing is drawn
  RandomStream stream = {};
  std::uint64_t position = 0;

  // Words whose upper 24 bits are below this drop their value; the others are scaled.
  std::uint32_t threshold() const;
  float scale() const { return 1.0f / (1.0f - rate); }
};

Tensor dropout(const Tensor& input, float rate, Random& random);

}  // namespace actlab
