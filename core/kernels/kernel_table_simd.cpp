#include <actlab/core/kernels/convolution/convolution_pass_simd.h>
#include <actlab/core/kernels/convolution/winograd_pass_simd.h>
#include <actlab/core/kernels/kernel_table.h>
#include <actlab/core/kernels/program/formula_interpreter.h>
#include <actlab/core/kernels/vector/vector.h>

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
