// A roofline (Williams, Waterman & Patterson 2009) from measured peaks and kernels: what the memory
// allows at each intensity, what the processor allows at all, and where each kernel stands.
#pragma once

#include <string>

#include <actlab/core/io/json.h>

namespace actlab::bench {

// `benchmarks` is what bench_convolution --benchmark_out writes: entries peak/fma, peak/sgemm,
// peak/memory, and pass/layer/method with GFLOPS and intensity. Returns an SVG. Throws Error where
// a peak is missing.
std::string roofline(const Json& benchmarks);

}  // namespace actlab::bench
