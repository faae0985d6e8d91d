#include "core/kernels/kernel_table.h"
#include "core/kernels/simd/convolution_pass.h"
#include "core/kernels/simd/formula_interpreter.h"
#include "core/kernels/simd/vector.h"
#include "core/kernels/simd/winograd_pass.h"

namespace actlab::kernels::ACTLAB_ISA {

extern const KernelTable kTable;
const KernelTable kTable{
    .vector_lanes = kLanes,
    .convolution_pass = &convolution_pass,
    .convolution_weight_pass = &convolution_weight_pass,
    .winograd = &kWinogradKernels,
    .channels = &kChannelLoops,
    .run_formula = &run_formula,
};

}  // namespace actlab::kernels::ACTLAB_ISA
