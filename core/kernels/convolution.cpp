#include "core/kernels/convolution.h"

#include "core/kernels/convolution_direct.h"

namespace actlab::kernels {

void convolution_forward(const ConvolutionShape& shape, const float* input, const float* weight,
                         float* output, ConvolutionMethod, const KernelTable& table) {
  direct_forward(shape, input, weight, output, table);
}

void convolution_backward_input(const ConvolutionShape& shape, const float* d_output,
                                const float* weight, float* d_input, ConvolutionMethod,
                                const KernelTable& table) {
  direct_backward_input(shape, d_output, weight, d_input, table);
}

void convolution_backward_weight(const ConvolutionShape& shape, const float* input,
                                 const float* d_output, float* d_weight, ConvolutionMethod,
                                 const KernelTable& table) {
  direct_backward_weight(shape, input, d_output, d_weight, table);
}

}  // namespace actlab::kernels
