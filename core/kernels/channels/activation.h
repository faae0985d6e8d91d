// A formula applied to [rows, channels] data, y = f(x; p), and its gradient. Parallel; the same
// bits at any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include <actlab/core/kernels/channels/channel_blocks.h>

namespace actlab::kernels {

// y may be x.
void activation_forward(const FormulaCall& formula, std::int64_t rows, std::int64_t channels,
                        const float* x, float* y);

// d_x = d_y * f'(x), where d_x is not null; it may be d_y. Returns, where
// `with_parameters`, the sum of d_y * df/dp over the rows for each parameter: one value a channel,
// of which only the total has a meaning where the parameter is a single value.
std::vector<std::vector<double>> activation_backward(const FormulaCall& formula, std::int64_t rows,
                                                     std::int64_t channels, const float* x,
                                                     const float* d_y, float* d_x,
                                                     bool with_parameters);

// f and f' at a few rows after the other, on the calling thread.
class ActivationCurve {
 public:
  ActivationCurve(const FormulaCall& formula, std::int64_t channels);
  // All are [rows, channels]. The bits of activation_forward, and of activation_backward where d_y
  // is 1.
  void write(std::int64_t rows, const float* x, float* value, float* derivative) const;

 private:
  ChannelBlocks blocks_;
  TiledFormula value_, gradient_;
};

}  // namespace actlab::kernels
