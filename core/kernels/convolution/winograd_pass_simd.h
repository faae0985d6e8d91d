// The transforms and products of Winograd convolution, for the table of kernels.
#pragma once

#include <actlab/core/kernels/convolution/winograd_pass.h>

namespace actlab::kernels::ACTLAB_ISA {

extern const WinogradKernels kWinogradKernels;

void winograd_products(const WinogradProducts& products);  // winograd_products.cpp
void winograd_weight_products(const WinogradWeightProducts& products);

}  // namespace actlab::kernels::ACTLAB_ISA
