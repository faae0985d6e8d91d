// The time and memory of whole steps on random images: what bench/torch_cifar.py measures of
// PyTorch, with the same options and the same JSON, so that bench/peer.py can set them side by
// side.
//
//   step_speed speed --model resnet20 --activation swish1 --batch-size 128 --threads 2
//   step_speed inference --model resnet20 --batch-size 1
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/process_memory.h"
#include "core/base/random.h"
#include "core/kernels/isa.h"
#include "core/ops/loss.h"
#include "core/tensor/autograd.h"
#include "layers/models/registry.h"
#include "optim/sgd.h"

using namespace actlab;

namespace {

struct Options {
  std::string what = "speed", model = "resnet20", activation = "relu";
  std::int64_t batch_size = 128, classes = 10;
  int threads = 2, steps = 20;
  bool recompute = true;
};

double mebibytes(std::int64_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

struct Batch {
  Tensor images;
  std::vector<std::int64_t> labels;
};

Batch random_batch(const Options& options) {
  Random random(0, Purpose::test);
  Batch batch{Tensor::uninitialised({options.batch_size, 32, 32, 3}), {}};
  for (float& value : batch.images.values()) value = random.normal();
  for (std::int64_t i = 0; i < options.batch_size; ++i) {
    batch.labels.push_back(random.below(options.classes));
  }
  return batch;
}

// Two steps to warm up, then the time of each in milliseconds, sorted.
template <class Step>
std::vector<double> time_steps(int steps, const Step& step) {
  std::vector<double> times;
  for (int i = 0; i < steps + 2; ++i) {
    const auto start = std::chrono::steady_clock::now();
    step();
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    if (i >= 2) times.push_back(time.count());
  }
  std::ranges::sort(times);
  return times;
}

std::vector<double> run(const Options& options) {
  const auto model = layers::make_model(options.model, {.classes = options.classes,
                                                        .activation = options.activation,
                                                        .recompute = options.recompute});
  const Batch batch = random_batch(options);
  if (options.what == "inference") {
    model->eval();
    const NoGradient no_gradient;
    return time_steps(options.steps, [&] { (void)model->forward(batch.images); });
  }
  optim::ParameterGroup group{"all", {}, 1.0, 1e-4};
  for (const layers::NamedParameter& parameter : model->parameters()) {
    group.parameters.push_back({parameter.name, parameter.tensor});
  }
  optim::SGD optimizer({group}, {.momentum = 0.9});
  return time_steps(options.steps, [&] {
    optimizer.clear_gradients();
    backward(cross_entropy(model->forward(batch.images), batch.labels));
    optimizer.step(0.1);
  });
}

void print(const Options& options, const std::vector<double>& times, double idle_mb) {
  const double median = times[times.size() / 2];
  std::cout << "{\"peer\": \"actlab " << kernels::isa_name(kernels::active_isa())
            << "\", \"what\": \"" << options.what << "\", \"model\": \"" << options.model
            << "\", \"batch_size\": " << options.batch_size << ", \"threads\": " << options.threads
            << ", \"step_ms_median\": " << median << ", \"step_ms_min\": " << times.front()
            << ", \"images_per_second\": "
            << 1000.0 * static_cast<double>(options.batch_size) / median
            << ", \"idle_rss_mb\": " << idle_mb
            << ", \"peak_rss_mb\": " << mebibytes(peak_resident_bytes()) << "}\n";
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Time and memory of whole steps on random images; prints one JSON object");
  app.add_option("what", options.what, "speed (training steps) or inference")
      ->check(CLI::IsMember({"speed", "inference"}));
  app.add_option("--model", options.model)->capture_default_str();
  app.add_option("--activation", options.activation)->capture_default_str();
  app.add_option("--batch-size", options.batch_size)->capture_default_str();
  app.add_option("--classes", options.classes)->capture_default_str();
  app.add_option("--threads", options.threads)->capture_default_str();
  app.add_option("--steps", options.steps, "timed steps")->capture_default_str();
  app.add_option("--recompute", options.recompute, "activations are made again in backward")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    set_threads(options.threads);
    const double idle_mb = mebibytes(resident_bytes());
    print(options, run(options), idle_mb);
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << "\n";
    return dynamic_cast<const UsageError*>(&error) != nullptr ? 2 : 1;
  }
}
