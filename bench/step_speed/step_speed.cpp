// The time and memory of whole steps on random images.
//
//   step_speed speed --model resnet20 --activation swish1 --batch-size 128 --threads 2
//   step_speed inference --model resnet20 --batch-size 1
//   step_speed activations --activation swish1 swish gelu      each over relu
//   step_speed scaling --threads 2                             that many threads over one
//
// The first two measure what bench/torch_cifar.py measures of PyTorch, with the same options and
// the same JSON. The others compare within one process, the two sides in turn step by step, so that
// their ratio is good on a busy machine as well; one JSON object a line.
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/base/platform.h>
#include <actlab/layers/models/table.h>
#include "bench/step_speed/step.h"
#include "bench/timing.h"
#include "examples/program.h"

using namespace actlab;
using bench::Step;
using bench::StepOptions;

namespace {

struct Options {
  std::string what = "speed";
  std::vector<std::string> activations = {"relu"};
  StepOptions step;
  bench::Timing timing;
};

// The beginning that all lines share.
void print_head(const Options& options, const StepOptions& step) {
  std::cout << bench::line_head(options.what, step.model, step.activation, options.timing.threads)
            << ", \"batch_size\": " << step.batch_size;
}

void measure(const Options& options) {
  const double idle_mb = bench::mebibytes(resident_bytes());
  StepOptions step_options = options.step;
  step_options.activation = options.activations.front();
  step_options.training = options.what == "speed";
  Step step(step_options);
  const std::vector<double> times = options.timing.times([&] { return step.run(); });
  const double step_ms = bench::median(times);
  print_head(options, step_options);
  std::cout << ", \"step_ms_median\": " << step_ms
            << ", \"step_ms_min\": " << *std::ranges::min_element(times)
            << ", \"images_per_second\": "
            << 1000.0 * static_cast<double>(step_options.batch_size) / step_ms
            << bench::memory_members(idle_mb) << "}" << std::endl;
}

// Runs both in turn; "over" is what `first` is compared with.
template <class First, class Over>
void compare(const Options& options, const StepOptions& step, const First& first,
             const Over& over) {
  const bench::InTurn turns = options.timing.in_turn(first, over);
  print_head(options, step);
  std::cout << bench::in_turn_members(turns) << "}" << std::endl;
}

void compare_activations(const Options& options) {
  StepOptions relu = options.step;
  relu.activation = "relu";
  Step over(relu);
  for (const std::string& activation : options.activations) {
    StepOptions other = options.step;
    other.activation = activation;
    Step step(other);
    compare(
        options, other, [&] { return step.run(); }, [&] { return over.run(); });
  }
}

void compare_threads(const Options& options) {
  StepOptions step_options = options.step;
  step_options.activation = options.activations.front();
  Step step(step_options);
  const auto with_threads = [&step](int count) {
    return [&step, count] {
      set_threads(count);
      return step.run();
    };
  };
  compare(options, step_options, with_threads(options.timing.threads), with_threads(1));
}

void run(const Options& options) {
  layers::find_model(options.step.model);  // made here, the table of networks counts as idle
  options.timing.begin();
  if (options.what == "activations") return compare_activations(options);
  if (options.what == "scaling") return compare_threads(options);
  measure(options);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Time and memory of whole steps on random images, as JSON", "step_speed");
  app.add_option("what", options.what,
                 "speed (training steps), inference, activations (each over relu), scaling "
                 "(threads over one)")
      ->check(CLI::IsMember({"speed", "inference", "activations", "scaling"}));
  StepOptions& step = options.step;
  app.add_option("--model", step.model)->capture_default_str();
  app.add_option("--activation", options.activations, "several for activations")
      ->capture_default_str();
  app.add_option("--batch-size", step.batch_size)->capture_default_str();
  app.add_option("--classes", step.classes)->capture_default_str();
  app.add_option("--image-side", step.image_side, "default: what the network was made for");
  options.timing.offer(app);
  app.add_option("--recompute", step.recompute, "activations are made again in backward")
      ->capture_default_str();
  return run_program(app, argc, argv, [&] { run(options); });
}
