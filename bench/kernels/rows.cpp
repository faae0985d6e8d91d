// Speed of the operations that go along rows, in bytes a second of the arrays that they must read
// and write, to be held against the memory's own ceiling (peak/memory of bench_convolution), and of
// attention in GFLOPS.
//
//   bench_rows [--benchmark_filter='cross_entropy'] [--threads=2]
//
// Sizes are those of a batch of 2,048 tokens in a small Transformer: 256 columns, 8,000 classes,
// sentences of 16 and of 256 tokens with four heads.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <actlab/core/base/parallel.h>
#include <actlab/core/kernels/vector/isa.h>
#include <actlab/core/ops/attention.h>
#include <actlab/core/ops/layer_norm.h>
#include <actlab/core/ops/loss.h>
#include <actlab/core/tensor/autograd.h>

namespace {

using namespace actlab;

constexpr std::int64_t kTokens = 2048, kWidth = 256, kClasses = 8000;

Tensor parameter(const Shape& shape) {
  Tensor tensor = Tensor::uninitialised(shape);
  for (std::int64_t i = 0; i < tensor.elements(); ++i) {
    tensor.data()[i] = static_cast<float>(i % 17) * 0.125f - 1.0f;
  }
  return tensor.set_requires_gradient(true);
}

// Forward and backward; the gradients of parameters gather, and are cleared.
template <class Forward>
void run(benchmark::State& state, std::vector<Tensor> parameters, const Tensor& d_output,
         const Forward& forward) {
  for (auto _ : state) {
    backward(forward(), d_output);
    for (Tensor& tensor : parameters) tensor.clear_gradient();
  }
}

void set_rate(benchmark::State& state, const char* unit, double amount) {
  state.counters[unit] =
      benchmark::Counter(amount * 1e-9, benchmark::Counter::kIsIterationInvariantRate);
}

// Reads the logits in forward, reads them and writes the gradient in backward.
void cross_entropy_rows(benchmark::State& state, float smoothing) {
  const Tensor logits = parameter({kTokens, kClasses});
  const Indices labels = Indices::full({kTokens}, 5);
  run(state, {logits}, Tensor::scalar(1.0f), [&] {
    return cross_entropy(logits, labels, {smoothing, 0});
  });
  set_rate(state, "GB/s", 12.0 * static_cast<double>(logits.elements()));
}

// Reads x and writes y in forward, reads x and d_y and writes d_x in backward.
void layer_norm_rows(benchmark::State& state, bool with_residual) {
  const Tensor x = parameter({kTokens * 8, kWidth}), residual = parameter(x.shape());
  const Tensor weight = parameter({kWidth}), bias = parameter({kWidth});
  run(state, {x, residual, weight, bias}, Tensor::ones(x.shape()), [&] {
    return with_residual ? residual_layer_norm(x, residual, weight, bias)
                         : layer_norm(x, weight, bias);
  });
  const double arrays = with_residual ? 7.0 : 5.0;
  set_rate(state, "GB/s", 4.0 * arrays * static_cast<double>(x.elements()));
}

// Two products in forward; the scores again and four more in backward.
void attention_heads(benchmark::State& state, std::int64_t length) {
  const Shape shape{kTokens / length, length, kWidth};
  const Tensor q = parameter(shape), k = parameter(shape), v = parameter(shape);
  run(state, {q, k, v}, Tensor::ones(shape), [&] { return attention(q, k, v, {.heads = 4}); });
  set_rate(state, "GFLOPS", 7.0 * 2.0 * static_cast<double>(kTokens * length * kWidth));
}

void register_all() {
  const auto add = [](const std::string& name, auto body) {
    benchmark::RegisterBenchmark(name.c_str(), body)->UseRealTime();
  };
  add("cross_entropy", [](benchmark::State& state) { cross_entropy_rows(state, 0.0f); });
  add("cross_entropy/smoothed", [](benchmark::State& state) { cross_entropy_rows(state, 0.1f); });
  add("layer_norm", [](benchmark::State& state) { layer_norm_rows(state, false); });
  add("layer_norm/residual", [](benchmark::State& state) { layer_norm_rows(state, true); });
  for (const std::int64_t length : {16, 32, 256}) {
    add("attention/" + std::to_string(length),
        [length](benchmark::State& state) { attention_heads(state, length); });
  }
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const std::string flag = "--threads=";
  if (argc == 2 && std::string(argv[1]).rfind(flag, 0) == 0) {
    set_threads(std::atoi(argv[1] + flag.size()));
  } else if (argc > 1) {
    std::fprintf(stderr, "usage: bench_rows [--threads=N] [--benchmark_...]\n");
    return 2;
  }
  std::printf("threads %d, kernels %s\n", threads(),
              std::string(kernels::isa_name(kernels::active_isa())).c_str());
  register_all();
  benchmark::RunSpecifiedBenchmarks();
}
