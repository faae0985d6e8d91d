// Depthwise convolution: as many groups as inputs and outputs, so that each channel is filtered by
// a kernel of its own and the channels are the vector lanes. Any kernel, stride and padding. See
// convolution.h for the contract.
#pragma once

#include <actlab/core/kernels/convolution/convolution_shape.h>
#include <actlab/core/kernels/convolution/images.h>

namespace actlab::kernels {

bool depthwise_can(const ConvolutionShape& shape);

void depthwise_forward(const ConvolutionShape& shape, const Images& input, const float* weight,
                       const Destination& output);
void depthwise_backward_input(const ConvolutionShape& shape, const Images& d_output,
                              const float* weight, const Destination& d_input);
void depthwise_backward_weight(const ConvolutionShape& shape, const Images& input,
                               const Images& d_output, float* d_weight);
// Both at once.
void depthwise_backward(const ConvolutionShape& shape, const Images& input, const Images& d_output,
                        const float* weight, float* d_weight, const Destination& d_input);

}  // namespace actlab::kernels
