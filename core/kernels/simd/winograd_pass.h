// The transforms of Winograd convolution, for the table of kernels.
#pragma once

#include "core/kernels/winograd_pass.h"

namespace actlab::kernels::ACTLAB_ISA {

extern const WinogradKernels kWinogradKernels;

}  // namespace actlab::kernels::ACTLAB_ISA
