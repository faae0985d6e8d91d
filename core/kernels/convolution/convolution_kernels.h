// The inner loops of convolution, once for each instruction set (core/kernels/vector/isa.h).
#pragma once

namespace actlab::kernels {

struct ConvolutionPass;  // core/kernels/convolution/convolution_pass.h
struct ConvolutionWeightPass;
struct WinogradKernels;  // core/kernels/convolution/winograd_pass.h

struct ConvolutionKernels {
  void (*pass)(const ConvolutionPass&);
  void (*weight_pass)(const ConvolutionWeightPass&);
  const WinogradKernels* winograd;
};

// Those of the active instruction set.
const ConvolutionKernels& convolution_kernels();

}  // namespace actlab::kernels
