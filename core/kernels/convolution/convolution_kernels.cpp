#include <actlab/core/kernels/convolution/convolution_kernels.h>

#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {

namespace portable {
extern const ConvolutionKernels kConvolutionKernels;
}
#if defined(__x86_64__)
namespace avx2 {
extern const ConvolutionKernels kConvolutionKernels;
}
namespace avx512 {
extern const ConvolutionKernels kConvolutionKernels;
}
const ConvolutionKernels& convolution_kernels() {
  return of_active_isa(portable::kConvolutionKernels, avx2::kConvolutionKernels,
                       avx512::kConvolutionKernels);
}
#else
const ConvolutionKernels& convolution_kernels() { return portable::kConvolutionKernels; }
#endif

}  // namespace actlab::kernels
