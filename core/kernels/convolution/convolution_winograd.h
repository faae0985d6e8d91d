// Winograd convolution F(4x4, 3x3): 3x3 kernels of stride 1 with a quarter of the multiplications.
// See winograd_pass.h for the formulas and convolution.h for the contract.
//
// Against exact arithmetic it errs about 1.5 to 2.6 times as much as direct float32 sums:
// relative L2 <= 5e-6, tested.
#pragma once

#include <actlab/core/kernels/convolution/convolution_shape.h>
#include <actlab/core/kernels/convolution/images.h>

namespace actlab::kernels {

// 3x3, stride 1, one group, padding of at most 2 on each side.
bool winograd_can(const ConvolutionShape& shape);
// And faster than the direct one.
bool winograd_pays(const ConvolutionShape& shape);

void winograd_forward(const ConvolutionShape& shape, const Images& input, const float* weight,
                      const Destination& output);
void winograd_backward_input(const ConvolutionShape& shape, const Images& d_output,
                             const float* weight, const Destination& d_input);
void winograd_backward_weight(const ConvolutionShape& shape, const Images& input,
                              const Images& d_output, float* d_weight);

}  // namespace actlab::kernels
