// The inner loops of convolution, once for each instruction set (core/kernels/vector/isa.h).
#pragma once

namespace actlab::kernels {

struct ConvolutionPass;  // core/kernels/convolution/convolution_pass.h
struct ConvolutionWeightPass;
struct DepthwisePass;  // core/kernels/convolution/depthwise_pass.h
struct DepthwiseWeightPass;
struct WinogradKernels;    // core/kernels/convolution/winograd_pass.h
struct Winograd1dKernels;  // core/kernels/convolution/winograd_1d_pass.h

struct ConvolutionKernels {
  void (*pass)(const ConvolutionPass&);
  void (*weight_pass)(const ConvolutionWeightPass&);
  const WinogradKernels* winograd;
  const Winograd1dKernels* winograd_3_taps;
  const Winograd1dKernels* winograd_7_taps;
  void (*depthwise)(const DepthwisePass&);
  void (*depthwise_weight)(const DepthwiseWeightPass&);
};

// Those of the active instruction set.
const ConvolutionKernels& convolution_kernels();

}  // namespace actlab::kernels
