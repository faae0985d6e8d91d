// The time and memory of a Transformer's steps on random tokens.
//
//   token_speed speed --model transformer-mini --sentences 64 --length 16 --threads 2
//   token_speed products ...         steps and their bare matrix products in turn, in one process
//   token_speed activations ...      steps with --activation over steps with ReLU, likewise
//
// The first measures what bench/torch_translation.py measures of PyTorch, with the same options and
// the same JSON.
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/base/platform.h>
#include <actlab/core/kernels/vector/isa.h>
#include "bench/token_speed/bare_products.h"
#include "examples/command_line.h"

using namespace actlab;
using bench::BareProducts;
using bench::TokenStep;
using bench::TokenStepOptions;

namespace {

constexpr int kWarmUpSteps = 2;

struct Options {
  std::string what = "speed";
  TokenStepOptions step;
  int threads = 2, steps = 10;
};

double mebibytes(std::int64_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
}

// The beginning that all lines share.
void print_head(const Options& options) {
  const TokenStepOptions& step = options.step;
  std::cout << "{\"peer\": \"actlab " << kernels::isa_name(kernels::active_isa())
            << "\", \"what\": \"" << options.what << "\", \"model\": \"" << step.model
            << "\", \"activation\": \"" << step.activation
            << "\", \"vocabulary\": " << step.vocabulary << ", \"sentences\": " << step.sentences
            << ", \"length\": " << step.length << ", \"threads\": " << options.threads;
}

void measure(const Options& options) {
  const double idle_mb = mebibytes(resident_bytes());
  TokenStep step(options.step);
  std::vector<double> times;
  for (int i = 0; i < options.steps + kWarmUpSteps; ++i) {
    const double time = step.run();
    if (i >= kWarmUpSteps) times.push_back(time);
  }
  print_head(options);
  std::cout << ", \"step_ms_median\": " << median(times) << ", \"tokens_per_second\": "
            << 1000.0 * static_cast<double>(options.step.tokens()) / median(times)
            << ", \"parameters\": " << step.parameters() << ", \"idle_rss_mb\": " << idle_mb
            << ", \"peak_rss_mb\": " << mebibytes(peak_resident_bytes()) << "}" << std::endl;
}

// Runs both in turn.
template <class First, class Over>
void compare(const Options& options, const First& first, const Over& over, double flop) {
  std::vector<double> times, times_over, ratios;
  for (int i = 0; i < options.steps + kWarmUpSteps; ++i) {
    const double time_over = over();
    const double time = first();
    if (i < kWarmUpSteps) continue;
    times.push_back(time);
    times_over.push_back(time_over);
    ratios.push_back(time / time_over);
  }
  print_head(options);
  std::cout << ", \"step_ms_median\": " << median(times)
            << ", \"over_step_ms_median\": " << median(times_over)
            << ", \"over_gflops\": " << flop / median(times_over) / 1e6
            << ", \"time_ratio\": " << median(ratios) << "}" << std::endl;
}

void run(const Options& options) {
  if (options.steps < 1) throw UsageError("[bench] --steps must be at least 1");
  set_threads(options.threads);
  if (options.what == "speed") return measure(options);
  TokenStep step(options.step);
  BareProducts products(options.step);
  const auto first = [&] { return step.run(); };
  if (options.what == "products") {
    return compare(
        options, first, [&] { return products.run(); }, products.flop());
  }
  TokenStepOptions relu = options.step;
  relu.activation = "relu";
  TokenStep over(relu);
  compare(
      options, first, [&] { return over.run(); }, products.flop());
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Time and memory of a Transformer's steps on random tokens, as JSON");
  app.add_option("what", options.what,
                 "speed, products (steps over their bare matrix products), activations (over relu)")
      ->check(CLI::IsMember({"speed", "products", "activations"}));
  TokenStepOptions& step = options.step;
  app.add_option("--model", step.model)->capture_default_str();
  app.add_option("--activation", step.activation)->capture_default_str();
  app.add_option("--vocabulary", step.vocabulary)->capture_default_str();
  app.add_option("--sentences", step.sentences)->capture_default_str();
  app.add_option("--length", step.length, "tokens of each, on both sides")->capture_default_str();
  app.add_option("--dropout", step.dropout)->capture_default_str();
  app.add_option("--threads", options.threads)->capture_default_str();
  app.add_option("--steps", options.steps, "timed steps")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    run(options);
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << "\n";
    return dynamic_cast<const UsageError*>(&error) != nullptr ? 2 : 1;
  }
}
