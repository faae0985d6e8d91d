// Two-dimensional convolution (cross-correlation) of images, and its two gradients.
//
//   output[n, y, x, o] = sum over ky, kx, i of
//       input[n, y * stride.h + ky - padding.top, x * stride.w + kx - padding.left,
//             g * in / groups + i]
//       * weight[ky, kx, i, o]                               g = o / (out / groups)
//
// Shapes: input [n, h, w, in], weight [kernel.h, kernel.w, in / groups, out] (out is the vector
// lane), output [n, output_h, output_w, out]; pixels outside of the image count as 0.
//
// Work is spread over images. The weight gradient is summed by chunks of images whose number
// depends on the shape alone, and the chunks are added in order, so that the bits never depend on
// the number of threads. `direct` and `depthwise` round like a plain sum of float32 products and
// are exact on small whole numbers.
#pragma once

#include <cstdint>

#include <actlab/core/kernels/convolution/convolution_shape.h>
#include <actlab/core/kernels/convolution/images.h>

namespace actlab::kernels {

// automatic is what choose() says. winograd and depthwise throw Error where the shape does not
// allow them; the relative error (L2) of winograd against exact arithmetic is at most 5e-6.
enum class ConvolutionMethod { automatic, direct, winograd, depthwise };

// The fastest method for a shape.
ConvolutionMethod choose(const ConvolutionShape& shape);

// Each overwrites its destination.
void convolution_forward(const ConvolutionShape& shape, const Images& input, const float* weight,
                         const Destination& output,
                         ConvolutionMethod method = ConvolutionMethod::automatic);
void convolution_backward_input(const ConvolutionShape& shape, const Images& d_output,
                                const float* weight, const Destination& d_input,
                                ConvolutionMethod method = ConvolutionMethod::automatic);
void convolution_backward_weight(const ConvolutionShape& shape, const Images& input,
                                 const Images& d_output, float* d_weight,
                                 ConvolutionMethod method = ConvolutionMethod::automatic);
// Both gradients, in the same pass over the images where that reads less memory.
void convolution_backward(const ConvolutionShape& shape, const Images& input,
                          const Images& d_output, const float* weight, float* d_weight,
                          const Destination& d_input,
                          ConvolutionMethod method = ConvolutionMethod::automatic);

}  // namespace actlab::kernels
