// The time and memory of a Transformer's steps on random tokens.
//
//   token_speed speed --model transformer-mini --sentences 64 --length 16 --threads 2
//   token_speed products ...         steps and their bare matrix products in turn, in one process
//   token_speed activations ...      steps with --activation over steps with ReLU, likewise
//
// The first measures what bench/torch_translation.py measures of PyTorch, with the same options and
// the same JSON.
#include <iostream>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/core/base/platform.h>
#include "bench/timing.h"
#include "bench/token_speed/bare_products.h"
#include "examples/program.h"

using namespace actlab;
using bench::BareProducts;
using bench::TokenStep;
using bench::TokenStepOptions;

namespace {

struct Options {
  std::string what = "speed";
  TokenStepOptions step;
  bench::Timing timing{.steps = 10};
};

// The beginning that all lines share.
void print_head(const Options& options) {
  const TokenStepOptions& step = options.step;
  std::cout << bench::line_head(options.what, step.model, step.activation, options.timing.threads)
            << ", \"vocabulary\": " << step.vocabulary << ", \"sentences\": " << step.sentences
            << ", \"length\": " << step.length;
}

void measure(const Options& options) {
  const double idle_mb = bench::mebibytes(resident_bytes());
  TokenStep step(options.step);
  const double step_ms = bench::median(options.timing.times([&] { return step.run(); }));
  print_head(options);
  std::cout << ", \"step_ms_median\": " << step_ms << ", \"tokens_per_second\": "
            << 1000.0 * static_cast<double>(options.step.tokens()) / step_ms
            << ", \"parameters\": " << step.parameters() << bench::memory_members(idle_mb) << "}"
            << std::endl;
}

template <class First, class Over>
void compare(const Options& options, const First& first, const Over& over, double flop) {
  const bench::InTurn turns = options.timing.in_turn(first, over);
  print_head(options);
  std::cout << bench::in_turn_members(turns)
            << ", \"over_gflops\": " << flop / bench::median(turns.times_over) / 1e6 << "}"
            << std::endl;
}

void run(const Options& options) {
  options.timing.begin();
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
  CLI::App app("Time and memory of a Transformer's steps on random tokens, as JSON", "token_speed");
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
  options.timing.offer(app);
  return run_program(app, argc, argv, [&] { run(options); });
}
