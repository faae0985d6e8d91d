// The register-tiled passes of direct convolution, for the table of kernels.
#pragma once

#include <actlab/core/kernels/convolution/convolution_pass.h>

namespace actlab::kernels::ACTLAB_ISA {

void convolution_pass(const ConvolutionPass& pass);
void convolution_weight_pass(const ConvolutionWeightPass& pass);

}  // namespace actlab::kernels::ACTLAB_ISA
