// Speed of the convolution kernels in GFLOPS of the plain definition ("direct-equivalent": Winograd
// may pass the processor's peak), beside two ceilings of this machine taken in the same run:
// OpenBLAS sgemm, and fused multiply-adds on registers alone; and the memory's, the STREAM triad.
//
//   bench_convolution [--benchmark_filter='forward/resnet'] [--threads=2]
//
// The rows training/ are forward and both gradients together: dense, in groups, depthwise; with the
// bytes of their large arrays a second, to be held against peak/memory.
//
// "intensity" is floating-point operations a byte of the arrays, each counted once: where a point
// stands under the roofline.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <actlab/core/base/parallel.h>
#include <actlab/core/kernels/convolution/convolution.h>
#include <actlab/core/kernels/gemm.h>
#include <actlab/core/kernels/vector/isa.h>
#include "bench/kernels/fma_peak.h"
#include "bench/kernels/memory_peak.h"

namespace {

using namespace actlab;
using namespace actlab::kernels;

std::vector<float> filled(std::int64_t count) {
  std::vector<float> values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(i % 17) * 0.125f - 1.0f;
  }
  return values;
}

void set_gflops(benchmark::State& state, double flops) {
  state.counters["GFLOPS"] =
      benchmark::Counter(flops * 1e-9, benchmark::Counter::kIsIterationInvariantRate);
}

void fma_peak(benchmark::State& state) {
  double flops = 0.0;
  for (auto _ : state) {
    parallel_for(threads(), [&](std::int64_t i) {
      const double done = bench::fma_chains(1 << 17);
      if (i == 0) flops = done;
    });
  }
  set_gflops(state, flops * threads());
}

// One product a thread, as convolutions call it.
void sgemm_peak(benchmark::State& state) {
  const std::int64_t size = 1024;
  const std::vector<float> a = filled(size * size);
  std::vector<std::vector<float>> c(static_cast<std::size_t>(threads()), a);
  for (auto _ : state) {
    parallel_for(threads(), [&](std::int64_t i) {
      gemm(Transpose::no, Transpose::no, size, size, size, 1.0f, a.data(), size, a.data(), size,
           0.0f, c[static_cast<std::size_t>(i)].data(), size);
    });
  }
  set_gflops(state, 2.0 * static_cast<double>(size * size * size) * threads());
}

void memory_peak(benchmark::State& state) {
  const std::int64_t count = std::int64_t{1} << 25;  // three arrays of 128 MiB: beyond any cache
  const std::int64_t chunk = std::int64_t{1} << 16;
  const std::vector<float> b = filled(count);
  const std::vector<float> c = filled(count);
  std::vector<float> a = filled(count);
  for (auto _ : state) {
    parallel_chunks(count, chunk, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
      bench::triad(a.data() + begin, b.data() + begin, c.data() + begin, 3.0f, end - begin);
    });
  }
  state.counters["GB/s"] = benchmark::Counter(12e-9 * static_cast<double>(count),
                                              benchmark::Counter::kIsIterationInvariantRate);
}

// Forward reads inputs and writes outputs; backward reads both and writes gradients of the inputs.
void set_bandwidth(benchmark::State& state, const ConvolutionShape& shape) {
  const std::int64_t elements = 3 * shape.input_elements() + 2 * shape.output_elements();
  state.counters["GB/s"] = benchmark::Counter(4e-9 * static_cast<double>(elements),
                                              benchmark::Counter::kIsIterationInvariantRate);
}

enum class Pass { forward, backward_input, backward_weight, training };

void convolution(benchmark::State& state, const ConvolutionShape& shape, Pass pass,
                 ConvolutionMethod method) {
  std::vector<float> input = filled(shape.input_elements());
  std::vector<float> weight = filled(shape.weight_elements());
  std::vector<float> output = filled(shape.output_elements());
  std::vector<float> d_weight(pass == Pass::training ? weight.size() : 0);
  std::vector<float> d_input(pass == Pass::training ? input.size() : 0);
  const auto run = [&] {
    switch (pass) {
      case Pass::forward:
        convolution_forward(shape, input.data(), weight.data(), output.data(), method);
        break;
      case Pass::backward_input:
        convolution_backward_input(shape, output.data(), weight.data(), input.data(), method);
        break;
      case Pass::backward_weight:
        convolution_backward_weight(shape, input.data(), output.data(), weight.data(), method);
        break;
      case Pass::training:
        convolution_forward(shape, input.data(), weight.data(), output.data(), method);
        convolution_backward(shape, input.data(), output.data(), weight.data(), d_weight.data(),
                             d_input.data(), method);
        break;
    }
  };
  run();  // scratch memory is taken in the first call
  for (auto _ : state) run();
  set_gflops(state, (pass == Pass::training ? 3.0 : 1.0) * shape.flops());
  if (pass == Pass::training) set_bandwidth(state, shape);
  const std::int64_t elements =
      shape.input_elements() + shape.weight_elements() + shape.output_elements();
  state.counters["intensity"] = shape.flops() / (4.0 * static_cast<double>(elements));
}

struct Layer {
  const char* name;
  ConvolutionShape shape;
};

ConvolutionShape layer(std::int64_t n, std::int64_t size, std::int64_t in, std::int64_t out,
                       std::int64_t kernel = 3, std::int64_t stride = 1) {
  return {.n = n,
          .h = size,
          .w = size,
          .in = in,
          .out = out,
          .kernel = kernel,
          .stride = stride,
          .padding = kernel / 2};
}

// One layer dense, in groups and depthwise: forward and both gradients.
std::vector<Layer> grouped_layers() {
  const auto in_groups = [](ConvolutionShape shape, std::int64_t groups) {
    shape.groups = groups;
    return shape;
  };
  const ConvolutionShape dense = layer(128, 16, 64, 64);
  return {{"dense_64ch_16x16", dense},
          {"grouped_8x8ch_16x16", in_groups(dense, 8)},
          {"grouped_2x32ch_16x16", in_groups(dense, 2)},
          {"depthwise_64ch_16x16", in_groups(dense, 64)},
          {"dense_5x5_64ch_16x16", layer(128, 16, 64, 64, 5)},
          {"depthwise_5x5_64ch_16x16", in_groups(layer(128, 16, 64, 64, 5), 64)},
          {"dense_stride2_64ch_16x16", layer(128, 16, 64, 64, 3, 2)},
          {"depthwise_stride2_64ch_16x16", in_groups(layer(128, 16, 64, 64, 3, 2), 64)}};
}

// A kernel along one axis, as Inception has them.
ConvolutionShape line(std::int64_t n, std::int64_t size, std::int64_t channels, Extent kernel) {
  ConvolutionShape shape = layer(n, size, channels, channels);
  shape.kernel = kernel;
  shape.padding = {kernel.h / 2, kernel.w / 2};
  return shape;
}

void register_row(const std::string& name, const ConvolutionShape& shape, Pass pass,
                  ConvolutionMethod method) {
  benchmark::RegisterBenchmark(
      name.c_str(), [=](benchmark::State& state) { convolution(state, shape, pass, method); })
      ->UseRealTime()
      ->MinTime(0.1)
      ->Unit(benchmark::kMillisecond);
}

void register_all() {
  const Layer layers[] = {{"resnet_16ch_32x32", layer(128, 32, 16, 16)},
                          {"resnet_32ch_16x16", layer(128, 16, 32, 32)},
                          {"resnet_64ch_8x8", layer(128, 8, 64, 64)},
                          {"stem_3_to_16ch", layer(128, 32, 3, 16)},
                          {"stride2_16_to_32ch", layer(128, 32, 16, 32, 3, 2)},
                          {"stride2_32_to_64ch", layer(128, 16, 32, 64, 3, 2)},
                          {"pointwise_64_to_16ch_32x32", layer(64, 32, 64, 16, 1)},
                          {"pointwise_16_to_64ch_32x32", layer(64, 32, 16, 64, 1)},
                          {"wide_160ch_32x32", layer(32, 32, 160, 160)},
                          {"wide_320ch_16x16", layer(32, 16, 320, 320)},
                          {"wide_640ch_8x8", layer(32, 8, 640, 640)},
                          {"line_1x7_192ch_17x17", line(8, 17, 192, {1, 7})},
                          {"line_7x1_128ch_17x17", line(8, 17, 128, {7, 1})},
                          {"line_1x3_384ch_8x8", line(8, 8, 384, {1, 3})},
                          {"latency_16ch_32x32", layer(1, 32, 16, 16)}};
  const std::pair<const char*, Pass> passes[] = {{"forward", Pass::forward},
                                                 {"backward_input", Pass::backward_input},
                                                 {"backward_weight", Pass::backward_weight}};
  const std::pair<const char*, ConvolutionMethod> methods[] = {
      {"chosen", ConvolutionMethod::automatic}, {"direct", ConvolutionMethod::direct}};
  for (const auto& [pass_name, pass] : passes) {
    for (const Layer& l : layers) {
      for (const auto& [method_name, method] : methods) {
        register_row(std::string(pass_name) + "/" + l.name + "/" + method_name, l.shape, pass,
                     method);
      }
    }
  }
  for (const Layer& l : grouped_layers()) {
    register_row(std::string("training/") + l.name, l.shape, Pass::training,
                 ConvolutionMethod::automatic);
  }
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const std::string flag = "--threads=";
  if (argc == 2 && std::string(argv[1]).rfind(flag, 0) == 0) {
    set_threads(std::atoi(argv[1] + flag.size()));
  } else if (argc > 1) {
    std::fprintf(stderr, "usage: bench_convolution [--threads=N] [--benchmark_...]\n");
    return 2;
  }
  benchmark::AddCustomContext("threads", std::to_string(threads()));
  benchmark::AddCustomContext("kernels", std::string(isa_name(active_isa())));
  benchmark::AddCustomContext("OpenBLAS core", blas_core_name());
  std::printf("threads %d, kernels %s, OpenBLAS core %s\n", threads(),
              std::string(isa_name(active_isa())).c_str(), blas_core_name());
  benchmark::RegisterBenchmark("peak/fma", fma_peak)->UseRealTime();
  benchmark::RegisterBenchmark("peak/sgemm", sgemm_peak)->UseRealTime();
  benchmark::RegisterBenchmark("peak/memory", memory_peak)->UseRealTime();
  register_all();
  benchmark::RunSpecifiedBenchmarks();
}
