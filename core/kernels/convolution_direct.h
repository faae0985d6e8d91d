// Direct convolution: any kernel, stride, padding and groups. See convolution.h for the contract.
#pragma once

#include "core/kernels/convolution.h"
#include "core/kernels/prefetch.h"

namespace actlab::kernels {

void direct_forward(const ConvolutionShape& shape, const float* input, const float* weight,
                    float* output, const KernelTable& table);
void direct_backward_input(const ConvolutionShape& shape, const float* d_output,
                           const float* weight, float* d_input, const KernelTable& table);
void direct_backward_weight(const ConvolutionShape& shape, const float* input,
                            const float* d_output, float* d_weight, const KernelTable& table);

// Image n of the inputs or the outputs, to be fetched while another is worked on: nothing past the
// last, or where an image would push too much out of the L2 cache.
Prefetch input_image(const ConvolutionShape& shape, const float* inputs, std::int64_t n);
Prefetch output_image(const ConvolutionShape& shape, const float* outputs, std::int64_t n);

}  // namespace actlab::kernels
