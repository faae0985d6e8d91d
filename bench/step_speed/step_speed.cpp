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
#include <string_view>
#include <utility>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/base/platform.h>
#include <actlab/core/kernels/vector/isa.h>
#include <actlab/layers/models/table.h>
#include "bench/step_speed/step.h"
#include "examples/command_line.h"

using namespace actlab;
using bench::median;
using bench::Step;
using bench::StepOptions;

namespace {

constexpr int kWarmUpSteps = 2;

struct Options {
  std::string what = "speed";
  std::vector<std::string> activations = {"relu"};
  StepOptions step;
  int threads = 2, steps = 20;
};

double mebibytes(std::int64_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

// The beginning that all lines share.
void print_head(const Options& options, const StepOptions& step) {
  std::cout << "{\"peer\": \"actlab " << kernels::isa_name(kernels::active_isa())
            << "\", \"what\": \"" << options.what << "\", \"model\": \"" << step.model
            << "\", \"activation\": \"" << step.activation
            << "\", \"batch_size\": " << step.batch_size << ", \"threads\": " << options.threads;
}

void measure(const Options& options) {
  const double idle_mb = mebibytes(resident_bytes());
  StepOptions step_options = options.step;
  step_options.activation = options.activations.front();
  step_options.training = options.what == "speed";
  Step step(step_options);
  std::vector<double> times;
  for (int i = 0; i < options.steps + kWarmUpSteps; ++i) {
    const double time = step.run();
    if (i >= kWarmUpSteps) times.push_back(time);
  }
  print_head(options, step_options);
  std::cout << ", \"step_ms_median\": " << median(times)
            << ", \"step_ms_min\": " << *std::ranges::min_element(times)
            << ", \"images_per_second\": "
            << 1000.0 * static_cast<double>(step_options.batch_size) / median(times)
            << ", \"idle_rss_mb\": " << idle_mb
            << ", \"peak_rss_mb\": " << mebibytes(peak_resident_bytes()) << "}" << std::endl;
}

// Runs both in turn; "over" is what `first` is compared with.
template <class First, class Over>
void compare(const Options& options, const StepOptions& step, const First& first,
             const Over& over) {
  std::vector<double> times, times_over, ratios;
  for (int i = 0; i < options.steps + kWarmUpSteps; ++i) {
    const double time_over = over();
    const double time = first();
    if (i < kWarmUpSteps) continue;
    times.push_back(time);
    times_over.push_back(time_over);
    ratios.push_back(time / time_over);
  }
  print_head(options, step);
  std::cout << ", \"step_ms_median\": " << median(times)
            << ", \"over_step_ms_median\": " << median(times_over)
            << ", \"time_ratio\": " << median(ratios) << "}" << std::endl;
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
  compare(options, step_options, with_threads(options.threads), with_threads(1));
}

void run(const Options& options) {
  if (options.steps < 1) throw UsageError("[bench] --steps must be at least 1");
  layers::find_model(options.step.model);  // made here, the table of networks counts as idle
  set_threads(options.threads);
  if (options.what == "activations") return compare_activations(options);
  if (options.what == "scaling") return compare_threads(options);
  measure(options);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Time and memory of whole steps on random images, as JSON");
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
  app.add_option("--threads", options.threads)->capture_default_str();
  app.add_option("--steps", options.steps, "timed steps")->capture_default_str();
  app.add_option("--recompute", step.recompute, "activations are made again in backward")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    run(options);
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << "\n";
    return dynamic_cast<const UsageError*>(&error) != nullptr ? 2 : 1;
  }
}
