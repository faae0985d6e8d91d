#include "bench/kernels/fma_peak.h"

namespace actlab::bench {
namespace {

#if defined(__AVX512F__)
constexpr int kLanes = 16;
#elif defined(__AVX2__)
constexpr int kLanes = 8;
#else
constexpr int kLanes = 4;
#endif
typedef float Vector __attribute__((vector_size(kLanes * sizeof(float))));

constexpr int kRounds = 8;
constexpr int kChains = 12;  // more than latency x throughput of any processor so far

}  // namespace

double fma_chains(std::int64_t steps) {
  Vector sum[kChains] = {};
  Vector factor = Vector{} + 0.999f;
  Vector term = Vector{} + 0.001f;
  for (std::int64_t step = 0; step < steps; ++step) {
#pragma GCC unroll 8
    for (int round = 0; round < kRounds; ++round) {
#pragma GCC unroll 12
      for (int chain = 0; chain < kChains; ++chain) sum[chain] = sum[chain] * factor + term;
    }
    // Hides the operands from the optimiser, which would otherwise take the loop apart.
    asm volatile("" : "+m"(factor), "+m"(term));
  }
  for (int chain = 0; chain < kChains; ++chain) asm volatile("" : : "m"(sum[chain]));
  return 2.0 * kRounds * kChains * kLanes * static_cast<double>(steps);
}

}  // namespace actlab::bench
