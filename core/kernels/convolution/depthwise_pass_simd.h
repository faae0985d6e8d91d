// The passes of depthwise convolution, for the table of kernels.
#pragma once

#include <actlab/core/kernels/convolution/depthwise_pass.h>

namespace actlab::kernels::ACTLAB_ISA {

void depthwise_pass(const DepthwisePass& pass);
void depthwise_weight_pass(const DepthwiseWeightPass& pass);

}  // namespace actlab::kernels::ACTLAB_ISA
