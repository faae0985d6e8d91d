// What looking into a network costs: ResNet-20 on generated shapes, trained as ./run train does.
//
//   probe_cost speed --every 100 --spans 2     time of probed training over that of unprobed
//   probe_cost memory --probe on               peak memory of three steps, with a look or without
//
// The two trainings of "speed" take steps in turn in one process, so that a slow minute of the
// machine meets both. A span is `every` steps, the first of them with a look; it gives one ratio.
// One JSON object a line.
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/base/platform.h>
#include <actlab/dynamics/recorder.h>
#include <actlab/tasks/image_classification.h>
#include <actlab/training/loop.h>
#include <actlab/training/setup.h>
#include "bench/timing.h"
#include "examples/program.h"

using namespace actlab;

namespace {

constexpr int kWarmUpSteps = 3;
constexpr std::int64_t kExamples = 512;  // what every= looks at

struct Options {
  std::string what = "speed";
  tasks::ImageClassificationConfig config;
  std::string folder = "build/bench/probe_cost";
  std::string probe = "on";
  std::int64_t every = 100;
  int spans = 2;
  int threads = 2;
};

// A training run without files but those of the probe.
class Run {
 public:
  Run(tasks::ImageClassificationConfig config, const std::shared_ptr<const tasks::ImageData>& data,
      const std::string& folder)
      : config_(std::move(config)),
        task_(config_, data, tasks::make_network(config_, data->train)),
        optimizer_(training::make_optimizer(config_, task_.model())),
        loop_(training::make_loop(config_, task_, *optimizer_)),
        recorder_(task_, config_, [](const std::string&) {}) {
    recorder_.join(loop_, folder);
  }

  double step_ms() {
    return bench::milliseconds([&] { loop_.step(); });
  }

 private:
  tasks::ImageClassificationConfig config_;
  tasks::ImageClassification task_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  training::Loop loop_;
  dynamics::Recorder recorder_;
};

std::string head(const Options& options) {
  return bench::line_head(options.what, options.config.model, options.config.activation,
                          options.threads) +
         text(", \"batch_size\": ", options.config.batch_size);
}

// One a span, and one in the warm-up, which makes files and analyses the formula.
std::string looks(const Options& options) {
  std::string steps = "at=0";
  for (int span = 0; span < options.spans; ++span) {
    steps += text(",", kWarmUpSteps + span * options.every);
  }
  return steps;
}

void measure_speed(const Options& options) {
  const auto data = tasks::open_images(options.config);
  tasks::ImageClassificationConfig probed = options.config;
  probed.probe = looks(options);
  probed.probe_examples = kExamples;
  Run with(probed, data, options.folder), without(options.config, data, options.folder);
  for (int step = 0; step < kWarmUpSteps; ++step) (void)(with.step_ms() + without.step_ms());
  for (int span = 0; span < options.spans; ++span) {
    double with_ms = 0.0, without_ms = 0.0, look_ms = 0.0;
    for (std::int64_t step = 0; step < options.every; ++step) {
      without_ms += without.step_ms();
      const double ms = with.step_ms();
      if (step == 0) look_ms = ms;
      with_ms += ms;
    }
    const double step_ms = without_ms / static_cast<double>(options.every);
    std::cout << head(options) << ", \"every\": " << options.every
              << ", \"step_ms_median\": " << step_ms
              << ", \"look_steps\": " << look_ms / step_ms - 1.0
              << ", \"time_ratio\": " << with_ms / without_ms << "}" << std::endl;
  }
}

void measure_memory(const Options& options) {
  const auto data = tasks::open_images(options.config);
  tasks::ImageClassificationConfig config = options.config;
  if (options.probe == "on") config.probe = "at=0";
  config.probe_examples = kExamples;
  const double idle_mb = bench::mebibytes(resident_bytes());
  Run run(config, data, options.folder);
  for (int step = 0; step < kWarmUpSteps; ++step) run.step_ms();
  std::cout << head(options) << ", \"probe\": \"" << options.probe << "\""
            << bench::memory_members(idle_mb) << "}" << std::endl;
}

void run(const Options& options) {
  if (options.spans < 1 || options.every < 2) {
    throw UsageError("[bench] --spans must be at least 1, --every at least 2");
  }
  set_threads(options.threads);
  std::filesystem::create_directories(options.folder);
  if (options.what == "memory") return measure_memory(options);
  measure_speed(options);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  options.config.epochs = 100;
  CLI::App app("Time and memory of training that is probed over training that is not, as JSON",
               "probe_cost");
  app.add_option("what", options.what)->check(CLI::IsMember({"speed", "memory"}));
  app.add_option("--model", options.config.model)->capture_default_str();
  app.add_option("--activation", options.config.activation)->capture_default_str();
  app.add_option("--batch-size", options.config.batch_size)->capture_default_str();
  app.add_option("--threads", options.threads)->capture_default_str();
  app.add_option("--every", options.every, "steps from look to look")->capture_default_str();
  app.add_option("--spans", options.spans, "so many looks are timed")->capture_default_str();
  app.add_option("--probe", options.probe, "of memory")->check(CLI::IsMember({"on", "off"}));
  app.add_option("--folder", options.folder, "where the records go")->capture_default_str();
  return run_program(app, argc, argv, [&] { run(options); });
}
