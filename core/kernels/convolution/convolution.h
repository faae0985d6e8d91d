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
// the number of threads. Method `direct` rounds like a plain sum of float32 products and is exact
// on small whole numbers.
#pragma once

#include <cstdint>

#include <actlab/core/base/extent.h>
#include <actlab/core/kernels/convolution/images.h>

namespace actlab::kernels {

// All sizes are at least 1, except n and padding, which may be 0; in and out are multiples of
// groups, and the padded image is no smaller than the kernel. Callers check.
struct ConvolutionShape {
  std::int64_t n = 0, h = 0, w = 0, in = 0, out = 0;
  Extent kernel = 1, stride = 1;
  Padding padding = 0;  // of known sides, not Padding::same()
  std::int64_t groups = 1;

  std::int64_t output_h() const { return windows(h + padding.height(), kernel.h, stride.h); }
  std::int64_t output_w() const { return windows(w + padding.width(), kernel.w, stride.w); }
  std::int64_t group_in() const { return in / groups; }
  std::int64_t group_out() const { return out / groups; }
  std::int64_t input_elements() const { return n * h * w * in; }
  std::int64_t output_elements() const { return n * output_h() * output_w() * out; }
  std::int64_t weight_elements() const { return kernel.area() * group_in() * out; }
  // Of the plain definition: two for each product.
  double flops() const {
    return 2.0 * static_cast<double>(n * output_h() * output_w() * out) *
           static_cast<double>(kernel.area() * group_in());
  }
};

// automatic chooses by shape. winograd throws Error where the shape does not allow it; its relative
// error (L2) against exact arithmetic is at most 5e-6.
enum class ConvolutionMethod { automatic, direct, winograd };

// Each overwrites its destination.
void convolution_forward(const ConvolutionShape& shape, const Images& input, const float* weight,
                         const Destination& output,
                         ConvolutionMethod method = ConvolutionMethod::automatic);
void convolution_backward_input(const ConvolutionShape& shape, const float* d_output,
                                const float* weight, const Destination& d_input,
                                ConvolutionMethod method = ConvolutionMethod::automatic);
void convolution_backward_weight(const ConvolutionShape& shape, const Images& input,
                                 const float* d_output, float* d_weight,
                                 ConvolutionMethod method = ConvolutionMethod::automatic);
// Both gradients, in the same pass over the images where that reads less memory.
void convolution_backward(const ConvolutionShape& shape, const Images& input, const float* d_output,
                          const float* weight, float* d_weight, const Destination& d_input,
                          ConvolutionMethod method = ConvolutionMethod::automatic);

}  // namespace actlab::kernels
