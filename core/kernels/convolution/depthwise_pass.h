// The two inner passes of depthwise convolution, over some rows of one image.
// core/kernels/convolution/depthwise_pass_simd.cpp has the loops; depthwise.cpp calls them.
#pragma once

#include <cstdint>

namespace actlab::kernels {

// Where the taps of an output stand in the input, [.., .., channels] with its padding.
struct DepthwiseTaps {
  const float* input;
  std::int64_t row_step, pixel_step;  // between the inputs of neighbouring output rows, pixels
  std::int64_t rows, columns;         // of the kernel
  std::int64_t tap_row_step;          // neighbouring columns are `channels` floats apart
  std::int64_t channels;
};

//   output[y, x, c] = sum over ky, kx of
//       input[y * row_step + x * pixel_step + ky * tap_row_step + kx * channels + c]
//       * weight[(ky * columns + kx) * weight_step + c]
//   + added[y, x, c], which may be null
// Steps are in floats; weight_step is negative where the last tap comes first.
struct DepthwisePass {
  DepthwiseTaps taps;
  const float* weight;
  std::int64_t weight_step;
  float* output;  // [rows, columns, channels], pixels output_step floats apart, as `added`
  const float* added;
  std::int64_t rows, columns, output_step;
};

//   d_weight[ky, kx, c] += sum over y, x of input[.. as above ..] * d_output[y, x, c]
struct DepthwiseWeightPass {
  DepthwiseTaps taps;
  const float* d_output;  // [rows, columns, channels], pixels d_output_step floats apart
  std::int64_t rows, columns, d_output_step;
  float* d_weight;
};

}  // namespace actlab::kernels
