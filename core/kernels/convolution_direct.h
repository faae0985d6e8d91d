// Direct convolution: any kernel, stride, padding and groups. See convolution.h for the contract.
#pragma once

#include "core/kernels/convolution.h"

namespace actlab::kernels {

void direct_forward(const ConvolutionShape& shape, const float* input, const float* weight,
                    float* output, const KernelTable& table);
void direct_backward_input(const ConvolutionShape& shape, const float* d_output,
                           const float* weight, float* d_input, const KernelTable& table);
void direct_backward_weight(const ConvolutionShape& shape, const float* input,
                            const float* d_output, float* d_weight, const KernelTable& table);

}  // namespace actlab::kernels
