// Direct convolution: any kernel, stride, padding and groups. See convolution.h for the contract.
#pragma once

#include <actlab/core/kernels/convolution/convolution_shape.h>
#include <actlab/core/kernels/convolution/images.h>
#include <actlab/core/kernels/vector/prefetch.h>

namespace actlab::kernels {

void direct_forward(const ConvolutionShape& shape, const Images& input, const float* weight,
                    const Destination& output);
void direct_backward_input(const ConvolutionShape& shape, const Images& d_output,
                           const float* weight, const Destination& d_input);
void direct_backward_weight(const ConvolutionShape& shape, const Images& input,
                            const Images& d_output, float* d_weight);
// Both at once.
void direct_backward(const ConvolutionShape& shape, const Images& input, const Images& d_output,
                     const float* weight, float* d_weight, const Destination& d_input);

// A 1x1 convolution without stride or padding does not know images or rows: it is cut into runs of
// pixels instead, each an image of one row, that stay in the L2 cache. Other shapes stay as they
// are.
ConvolutionShape in_runs(ConvolutionShape shape);

// Image n of the inputs or the outputs, to be fetched while another is worked on: nothing past the
// last, or where an image would push too much out of the L2 cache.
Prefetch input_image(const ConvolutionShape& shape, const float* inputs, std::int64_t n);
Prefetch output_image(const ConvolutionShape& shape, const float* outputs, std::int64_t n);

}  // namespace actlab::kernels
