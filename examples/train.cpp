// ./run train: trains a network with any activation.
//
// Read it as the story of a run: a task is opened, an optimizer gets its parameters, a loop makes
// the updates, and listeners do what happens around them. Without arguments it trains a ResNet-20
// with Swish on generated shapes, in about two minutes, with no file at all.
#include <cmath>
#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include <actlab/core/base/formatted.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/base/platform.h>
#include <actlab/core/kernels/gemm.h>
#include <actlab/core/kernels/vector/isa.h>
#include <actlab/dynamics/recorder.h>
#include <actlab/tasks/table.h>
#include <actlab/training/averaged_weights.h>
#include <actlab/training/checkpoints.h>
#include <actlab/training/divergence.h>
#include <actlab/training/memory_report.h>
#include <actlab/training/metrics.h>
#include <actlab/training/progress.h>
#include <actlab/training/result.h>
#include <actlab/training/run_folder.h>
#include <actlab/training/run_lock.h>
#include <actlab/training/setup.h>
#include <actlab/training/stop_in_time.h>
#include <actlab/training/stop_on_signal.h>
#include "examples/program.h"
#include "examples/threads.h"
#include "examples/train_request.h"

namespace {

using namespace actlab;
using namespace actlab::training;

constexpr double kStarved = 0.05;  // of its time a network may wait for data

// What computes here. The first to ask for the instruction set, so that a wrong ACTLAB_ISA ends the
// program before anything else happens.
void print_machine() {
  std::cout << "kernels: " << kernels::isa_name(kernels::active_isa()) << "; OpenBLAS core "
            << kernels::blas_core_name() << "; threads: " << threads() << '\n';
  const std::string advice = kernels::blas_core_advice();
  if (!advice.empty()) std::cout << "note: " << advice << '\n';
}

void print_each(const char* heading, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) std::cout << heading << ": " << line << '\n';
}

// Everything that happens around the updates.
struct Listeners {
  Listeners(const Config& config, const std::string& folder, const InterruptGuard& guard,
            Progress& progress)
      : averaged_weights(config.average),
        stop_on_signal(guard),
        stop_in_time(config.max_minutes),
        log(folder, config.log_every),
        progress_line(progress),
        checkpoints(folder, {.every = config.checkpoint_every, .keep = kept_epochs(config)}) {}

  void join(Loop& loop, dynamics::Recorder& recorder, const std::string& folder) {
    loop.with(averaged_weights).with(stop_on_signal).with(stop_in_time);
    loop.with(evaluation).with(speed).with(log).with(progress_line);
    recorder.join(loop, folder);
    loop.with(checkpoints);
  }

  AveragedWeights averaged_weights;
  StopOnSignal stop_on_signal;
  StopInTime stop_in_time;
  Evaluation evaluation;
  Speed speed;
  MetricsLog log;
  ProgressLine progress_line;
  Checkpoints checkpoints;
};

// A divergence is kept in the folder, for reports of the run.
Ended run_with_advice(Loop& loop, const std::string& folder) {
  remove_divergence(folder);
  try {
    return loop.run();
  } catch (const Divergence& divergence) {
    write_divergence(folder, divergence);
    throw Error(text(divergence.what(), "; try a lower --lr, --clip-norm 1 or --warmup-epochs 1"));
  }
}

void print_best(const Checkpoints& checkpoints, const Task& task, const std::string& folder) {
  const std::string measure = task.goal().measure;
  const Part part = task.slices(Part::validation) > 0 ? Part::validation : Part::test;
  if (checkpoints.best()) {
    std::cout << "best " << part_name(part) << " " << measure << " "
              << task.shown(measure, *checkpoints.best()) << " at step " << checkpoints.best_step()
              << "; ";
  }
  std::cout << "written to " << folder << '\n';
}

void print_speed(const Speed& speed, const Task& task) {
  const Effort& effort = speed.since_start();
  if (effort.steps == 0) return;
  std::cout << "speed: " << std::llround(effort.items_per_second()) << " " << task.unit() << "/s; "
            << formatted("%.2g %% of a step waits for data\n", 100.0 * effort.waited_share());
  if (effort.waited_share() <= kStarved) return;
  std::cout << formatted(
      "note: the network is starved: %.2g times as fast if its data were there in time\n",
      1.0 / (1.0 - effort.waited_share()));
}

void report_memory(const Task& task, const std::string& folder, std::int64_t idle_bytes) {
  const MemoryReport report = memory_report(task, idle_bytes);
  write_memory_report(folder, report);
  std::cout << memory_table(report);
}

// What a run came to, said and written; the exit code.
int conclude(const Ended& ended, Task& task, const RunResult& result, const std::string& folder,
             std::int64_t seed) {
  if (!ended.finished) {
    std::cout << "interrupted: " << result_text(result, task)
              << "\ncontinue with: ./run train --resume " << folder << std::endl;
    return kInterruptedExitCode;
  }
  print_each("drawn", task.draw(folder));
  for (const auto& [name, count] : task.counts()) std::cout << name << ": " << count << '\n';
  write_result(folder, result, task, seed);
  std::cout << "result: " << result_text(result, task) << std::endl;
  return 0;
}

int train(const TrainRequest& request) {
  const std::int64_t idle_bytes = resident_bytes();
  const InterruptGuard guard;
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is an error that can be told
  const Config& config = request.config();
  use_threads(config.threads, std::cout);
  print_machine();

  const auto task = request.kind().open(config);
  print_each("note", task->notes());
  const auto optimizer = make_optimizer(config, task->model());
  std::cout << "parameters: " << parameter_count(task->model()) << std::endl;
  Progress progress(std::cout, Progress::style_for_output(config.quiet));
  dynamics::Recorder recorder(*task, config, [&](const auto& line) { progress.line(line); });

  const std::string folder = request.open_folder(*task);
  const RunLock lock(folder);
  Loop loop = make_loop(config, *task, *optimizer);
  Listeners around(config, folder, guard, progress);
  around.join(loop, recorder, folder);
  if (request.resumes()) around.checkpoints.resume(loop);
  request.describe(folder, loop);
  task->keep(folder);

  const Ended ended = run_with_advice(loop, folder);
  print_best(around.checkpoints, *task, folder);
  print_speed(around.speed, *task);
  const auto average = loop.use_average();  // what the result is of, in pictures as well
  if (request.reports_memory()) report_memory(*task, folder, idle_bytes);
  print_each("inside", recorder.told(folder));
  if (ended.finished) {
    around.evaluation.test_best(*task, folder + "/best.safetensors",
                                around.checkpoints.best_step());
    print_each("test", task->take_examples());
  }
  return conclude(ended, *task, run_result(loop, around.evaluation), folder, config.seed);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Trains a network with any activation, and writes what happened to a folder.\n"
      "Example: ./run train --data cifar10 --activation \"x * sigmoid(beta * x)\" --epochs 10",
      "./run train");
  TrainRequest request(app, tasks::table(), {argv, argv + argc});
  const auto body = [&] {
    request.read();
    if (!request.prints_config()) return train(request);
    std::cout << to_json(request.config()) << '\n';
    return 0;
  };
  return run_program(app, argc, argv, body,
                     [&](const std::string& flag) { return request.whose_flag(flag); });
}
