// A small run on points of the plane, ready for its first step.
#pragma once

#include <memory>
#include <string>

#include <actlab/tasks/points_classification.h>
#include <actlab/training/setup.h>

namespace actlab::test {

struct PointsRun {
  explicit PointsRun(const tasks::PointsConfig& config)
      : task(std::make_unique<tasks::PointsClassification>(config)),
        optimizer(training::make_optimizer(config, task->model())),
        loop(std::make_unique<training::Loop>(training::make_loop(config, *task, *optimizer))) {}

  std::unique_ptr<training::Task> task;
  std::unique_ptr<optim::Optimizer> optimizer;
  std::unique_ptr<training::Loop> loop;
};

inline tasks::PointsConfig small_points(const std::string& activation) {
  tasks::PointsConfig config;
  config.activation = activation;
  config.count = 200;
  config.batch_size = 50;
  return config;
}

}  // namespace actlab::test
