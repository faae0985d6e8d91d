// What ./run train does with --probe, for any task that a test makes.
#pragma once

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <actlab/dynamics/recorder.h>
#include <actlab/layers/state.h>
#include "tests/training/tiny_run.h"

namespace actlab::test {

class ProbedRun {
 public:
  ProbedRun(const training::Config& config, training::Task& with_task, const std::string& folder,
            bool resume = false)
      : task(with_task),
        optimizer(training::make_optimizer(config, task.model())),
        loop(training::make_loop(config, task, *optimizer)),
        log(folder, config.log_every),
        recorder(task, config, [this](const std::string& line) { said.push_back(line); }),
        checkpoints(folder, {config.checkpoint_every, training::kept_epochs(config)}) {
    loop.with(stop_at).with(evaluation).with(log);
    recorder.join(loop, folder);
    loop.with(checkpoints);
    if (resume) checkpoints.resume(loop);
  }

  training::Ended run_to(std::int64_t step) {
    stop_at.step = step;
    return loop.run();
  }

  training::Task& task;
  std::vector<std::string> said;
  std::unique_ptr<optim::Optimizer> optimizer;
  training::Loop loop;
  StopAt stop_at;
  training::Evaluation evaluation;
  training::MetricsLog log;
  dynamics::Recorder recorder;
  training::Checkpoints checkpoints;
};

inline std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Weights and buffers, one after the other.
inline std::vector<float> all_values(layers::Module& model) {
  std::vector<float> values;
  for (const auto& [name, tensor] : layers::state(model)) {
    values.insert(values.end(), tensor.values().begin(), tensor.values().end());
  }
  return values;
}

}  // namespace actlab::test
