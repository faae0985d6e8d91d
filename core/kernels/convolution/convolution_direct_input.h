// The input's gradient of direct convolution, image by image: for who has other work on the same
// images while they are in the cache.
//
// Pixels of d_input whose padded position is a modulo the stride meet only the taps a, a + stride,
// ...: each such phase is a forward pass of stride 1 over the padded d_output, with those taps
// reversed and in and out exchanged. Stride 1 has one phase.
#pragma once

#include <cstdint>
#include <vector>

#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/convolution/convolution_shape.h>
#include <actlab/core/kernels/convolution/images.h>

namespace actlab::kernels {

class DirectInputGradient {
 public:
  // Packs the weights of all phases. The arrays must outlive this.
  DirectInputGradient(const ConvolutionShape& shape, const Images& d_output, const float* weight,
                      const Destination& d_input);
  // Writes image n of d_input. Any thread may.
  void write(std::int64_t n) const;

 private:
  struct Axis {
    std::int64_t size, kernel, stride, padding;  // of d_input; the padding before it
  };
  // Along one axis, the pixels y of d_input with (y + padding) % stride == phase, and their taps:
  //   d_input[y] = sum over t of d_output[j - t] * weight[stride * t + phase],
  //   y = j stride + phase - padding
  struct Phase {
    std::int64_t taps;         // t = 0 ... taps - 1
    std::int64_t first_j;      // of the first such pixel
    std::int64_t first_pixel;  // y of first_j
    std::int64_t pixels;
  };
  struct PhasePass {
    Phase y, x;
    std::int64_t group;
    const float* packed;
  };

  static Phase phase_of(std::int64_t phase, const Axis& axis);
  // Places of zeros before d_output, enough for the phase that reaches furthest.
  static std::int64_t places_before(const Axis& axis);
  // d_output with zeros around it, as its passes read it.
  struct PaddedGradient {
    const float* data;
    std::int64_t row_step, pixel_step;
  };
  PaddedGradient padded(std::int64_t n, Scratch& scratch) const;
  void run(const PhasePass& pass, std::int64_t n, const PaddedGradient& image) const;

  ConvolutionShape shape_;
  Images d_output_;
  Destination d_input_;
  Axis vertical_, horizontal_;
  std::int64_t top_, left_;      // rows and columns of zeros before d_output
  std::int64_t rows_, columns_;  // of d_output with its padding
  Scratch packed_;
  std::vector<PhasePass> passes_;
};

}  // namespace actlab::kernels
