#include <actlab/core/kernels/convolution/convolution_kernels.h>

#include <actlab/core/kernels/convolution/convolution_pass_simd.h>
#include <actlab/core/kernels/convolution/depthwise_pass_simd.h>
#include <actlab/core/kernels/convolution/winograd_1d_pass_simd.h>
#include <actlab/core/kernels/convolution/winograd_pass_simd.h>

namespace actlab::kernels::ACTLAB_ISA {

extern const ConvolutionKernels kConvolutionKernels;
const ConvolutionKernels kConvolutionKernels{.pass = &convolution_pass,
                                             .weight_pass = &convolution_weight_pass,
                                             .winograd = &kWinogradKernels,
                                             .winograd_3_taps = &kWinograd3Taps,
                                             .winograd_7_taps = &kWinograd7Taps,
                                             .depthwise = &depthwise_pass,
                                             .depthwise_weight = &depthwise_weight_pass};

}  // namespace actlab::kernels::ACTLAB_ISA
