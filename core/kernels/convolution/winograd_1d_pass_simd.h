// The transforms of one-dimensional Winograd convolution, for the table of kernels.
#pragma once

#include <actlab/core/kernels/convolution/winograd_1d_pass.h>

namespace actlab::kernels::ACTLAB_ISA {

extern const Winograd1dKernels kWinograd3Taps, kWinograd7Taps;

}  // namespace actlab::kernels::ACTLAB_ISA
