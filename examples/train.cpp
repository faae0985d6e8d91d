// ./run train: trains a network with any activation.
//
// Read it as the chapter on how the rooms of this house fit together: a Config says what is wanted;
// from it come the data, the model, the optimizer and the folder of the run; the Trainer does the
// rest. Without arguments it trains a ResNet-20 with Swish on generated shapes, in about two
// minutes, with no file at all.
#include <cmath>
#include <csignal>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/platform.h>
#include <actlab/core/kernels/gemm.h>
#include <actlab/core/kernels/vector/isa.h>
#include <actlab/training/divergence.h>
#include <actlab/training/interrupt.h>
#include <actlab/training/memory_report.h>
#include <actlab/training/run_folder.h>
#include <actlab/training/setup.h>
#include <actlab/training/trainer.h>
#include "examples/config_flags.h"
#include "examples/program.h"

namespace {

using namespace actlab;
using namespace actlab::training;

// The order in which settings count: defaults, the run that is resumed, --config, then the flags.
Config read_config(const ConfigFlags& flags, const std::string& config_file,
                   const std::string& resume) {
  Config config;
  if (!resume.empty()) config = stored_config(resume);
  const Config stored = config;
  if (!config_file.empty()) apply_config_file(config, config_file);
  flags.apply(config);
  check(config);
  if (!resume.empty()) {
    require_same_run(stored, config, resume);
    config.init.clear();  // the weights are those of the checkpoint
  }
  return config;
}

// What computes here. The first to ask for the instruction set, so that a wrong ACTLAB_ISA ends the
// program before anything else happens.
void print_machine() {
  std::cout << "kernels: " << kernels::isa_name(kernels::active_isa()) << "; OpenBLAS core "
            << kernels::blas_core_name() << "; threads: " << threads() << '\n';
  const std::string advice = kernels::blas_core_advice();
  if (!advice.empty()) std::cout << "note: " << advice << '\n';
}

void print_result(const TrainingResult& result, const Config& config, const std::string& folder) {
  const auto percent = [](double fraction) { return text(100.0 * fraction, " %"); };
  std::cout.precision(4);
  std::cout << (result.interrupted ? "interrupted" : "result") << ": " << result.steps << " steps";
  if (result.test_accuracy) std::cout << ", test accuracy " << percent(*result.test_accuracy);
  if (result.best_accuracy) {
    std::cout << ", best " << (config.validation > 0 ? "validation" : "test") << " accuracy "
              << percent(*result.best_accuracy) << " at step " << result.best_step;
  }
  std::cout << "; written to " << folder << '\n';
  if (result.images_per_second > 0.0) {
    std::cout << "speed: " << std::llround(result.images_per_second) << " images/s; "
              << std::setprecision(2) << 100.0 * result.waited_for_data
              << " % of a step waits for data\n";
  }
  if (result.interrupted) {
    std::cout << "continue with: ./run train --resume " << folder << '\n';
  }
  std::cout << std::flush;
}

TrainingResult run_with_advice(Trainer& trainer) {
  try {
    return trainer.run();
  } catch (const Divergence& divergence) {
    throw Error(text(divergence.what(), "; try a lower --lr, --clip-norm 1 or --warmup-epochs 1"));
  }
}

int train(const Config& config, const std::string& resume, bool report_memory,
          const std::vector<std::string>& command_line) {
  const std::int64_t idle_bytes = resident_bytes();
  const InterruptGuard guard;
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is an error that can be told
  if (config.threads > 0) set_threads(static_cast<int>(config.threads));
  print_machine();

  const TrainingData data = open_data(config);
  for (const std::string& note : data.train.notes()) std::cout << "note: " << note << '\n';
  datasets::Loader loader(data.train, loader_options(config, data));
  const auto model = make_model(config, data.train.classes());
  const std::int64_t parameters = parameter_count(*model);
  std::cout << "parameters: " << parameters << std::endl;
  const auto optimizer = make_optimizer(config, *model);

  const std::string folder = resume.empty() ? create_run_folder(config) : resume;
  write_run_description(folder, config, parameters, command_line);
  Progress progress(std::cout, Progress::style_for_output(config.quiet));
  Trainer trainer(config, data, loader, *model, *optimizer, folder, progress, !resume.empty());
  trainer.stop_when([&] { return guard.interrupted(); });

  const TrainingResult result = run_with_advice(trainer);
  print_result(result, config, folder);
  if (report_memory) {
    const MemoryReport report = memory_report(data, idle_bytes);
    write_memory_report(folder, report);
    std::cout << memory_table(report) << std::flush;
  }
  return result.interrupted ? kInterruptedExitCode : 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Trains a network with any activation, and writes what happened to a folder.\n"
      "Example: ./run train --data cifar10 --activation \"x * sigmoid(beta * x)\" --epochs 10",
      "./run train");
  const ConfigFlags flags(app);
  std::string config_file;
  std::string resume;
  app.add_option("--config", config_file, "settings from a JSON file; flags override them")
      ->type_name("FILE");
  app.add_option("--resume", resume, "continue the run in this folder")->type_name("DIR");
  bool report_memory = false;
  app.add_flag("--memory-report", report_memory,
               "peak memory by what it is for: printed at the end, and memory.json in the folder");
  return run_program(app, argc, argv, [&] {
    const Config config = read_config(flags, config_file, resume);
    return train(config, resume, report_memory, {argv, argv + argc});
  });
}
