// The transforms and products of Winograd convolution, for the table of kernels.
#pragma once

#include <actlab/core/kernels/convolution/convolution_pass.h>
#include <actlab/core/kernels/convolution/winograd_pass.h>
#include <actlab/core/kernels/vector/vector.h>

namespace actlab::kernels::ACTLAB_ISA {

// Calls body(taps, points) for each input and each vector of outputs: where its taps stand, and
// where its points go, packed by blocks of vectors: see ConvolutionPass::weight.
template <class Body>
[[gnu::always_inline]] inline void for_each_packed_weight(const WinogradWeight& weight,
                                                          const Body& body) {
  constexpr std::int64_t kBlock = kVectorsPerBlock * kLanes;
  for (std::int64_t i = weight.first; i < weight.last; ++i) {
    const float* taps = weight.taps + (i - weight.first) * weight.in_step;
    for (std::int64_t o = 0; o < weight.out; o += kLanes) {
      const std::int64_t begin = o / kBlock * kBlock;
      const std::int64_t left = weight.out - begin;
      const std::int64_t width = left < kBlock ? left : kBlock;
      body(taps + o, weight.points + begin * weight.in + i * width + (o - begin));
    }
  }
}

extern const WinogradKernels kWinogradKernels;

void winograd_products(const WinogradProducts& products);  // winograd_products.cpp
void winograd_weight_products(const WinogradWeightProducts& products);

}  // namespace actlab::kernels::ACTLAB_ISA
