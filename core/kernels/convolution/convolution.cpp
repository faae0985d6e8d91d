#include <actlab/core/kernels/convolution/convolution.h>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/kernels/convolution/convolution_direct.h>
#include <actlab/core/kernels/convolution/convolution_winograd.h>

namespace actlab::kernels {
namespace {

bool use_winograd(const ConvolutionShape& shape, ConvolutionMethod method) {
  if (method == ConvolutionMethod::direct) return false;
  if (!winograd_can(shape)) {
    if (method == ConvolutionMethod::automatic) return false;
    throw Error("[convolution] Winograd needs a 3x3 kernel, stride 1, one group, padding 0 to 2");
  }
  if (method == ConvolutionMethod::winograd) return true;
  // Transforms cost the same for each channel of input and output: below a few channels on either
  // side they outweigh the saved products.
  constexpr std::int64_t kFewChannels = 8;
  if (shape.in < kFewChannels || shape.out < kFewChannels) return false;
  // A tile that is mostly past the edge of a tiny map is wasted.
  return shape.output_h() > 2 && shape.output_w() > 2;
}

// One image of a small network takes some ten microseconds a layer, as long as waking a thread.
bool too_small_for_threads(const ConvolutionShape& shape) { return shape.flops() < 1e7; }

}  // namespace

void convolution_forward(const ConvolutionShape& shape, const Images& input, const float* weight,
                         const Destination& output, ConvolutionMethod method) {
  const InSequence sequence(too_small_for_threads(shape));
  const auto run = use_winograd(shape, method) ? winograd_forward : direct_forward;
  run(shape, input, weight, output);
}

void convolution_backward_input(const ConvolutionShape& shape, const float* d_output,
                                const float* weight, const Destination& d_input,
                                ConvolutionMethod method) {
  const InSequence sequence(too_small_for_threads(shape));
  const auto run = use_winograd(shape, method) ? winograd_backward_input : direct_backward_input;
  run(shape, d_output, weight, d_input);
}

void convolution_backward_weight(const ConvolutionShape& shape, const Images& input,
                                 const float* d_output, float* d_weight, ConvolutionMethod method) {
  const InSequence sequence(too_small_for_threads(shape));
  const auto run = use_winograd(shape, method) ? winograd_backward_weight : direct_backward_weight;
  run(shape, input, d_output, d_weight);
}

void convolution_backward(const ConvolutionShape& shape, const Images& input, const float* d_output,
                          const float* weight, float* d_weight, const Destination& d_input,
                          ConvolutionMethod method) {
  if (!use_winograd(shape, method)) {
    const InSequence sequence(too_small_for_threads(shape));
    return direct_backward(shape, input, d_output, weight, d_weight, d_input);
  }
  convolution_backward_weight(shape, input, d_output, d_weight, method);
  convolution_backward_input(shape, d_output, weight, d_input, method);
}

}  // namespace actlab::kernels
