// One-dimensional Winograd convolution, F(4, 3) and F(4, 7): kernels of 1 x r and r x 1, stride 1,
// one group. See convolution.h for the contract, winograd_1d_pass.h for the arithmetic.
#pragma once

#include <cstdint>

#include <actlab/core/kernels/convolution/convolution_shape.h>
#include <actlab/core/kernels/convolution/images.h>

namespace actlab::kernels {

// 3 or 7 taps along one axis, padding of less than the taps along it and none across.
bool winograd_1d_can(const ConvolutionShape& shape);
// It is faster than direct convolution.
bool winograd_1d_pays(const ConvolutionShape& shape);

void winograd_1d_forward(const ConvolutionShape& shape, const Images& input, const float* weight,
                         const Destination& output);
void winograd_1d_backward_input(const ConvolutionShape& shape, const Images& d_output,
                                const float* weight, const Destination& d_input);
void winograd_1d_backward_weight(const ConvolutionShape& shape, const Images& input,
                                 const Images& d_output, float* d_weight);

}  // namespace actlab::kernels
