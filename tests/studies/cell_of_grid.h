// A training of a grid of ResNet-20 on CIFAR-10, as a store would give it back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <actlab/studies/store/trial.h>

namespace actlab::studies::test {

// Complete where it has a reward, else waiting.
inline Trial cell_of_grid(std::int64_t number, const std::string& activation, std::int64_t seed,
                          std::optional<double> reward) {
  Trial trial;
  trial.number = trial.id = number;
  trial.formula = activation;
  trial.configuration =
      R"({"config": {"task": "images", "data": "cifar10", "model": "resnet20", "lr": 0.1,
          "validation": 5000, "batch_size": 128}})";
  trial.seed = seed;
  trial.budget = 2000;
  trial.state = reward ? TrialState::complete : TrialState::waiting;
  trial.reward = reward;
  if (reward) trial.outcome = Outcome::ok;
  return trial;
}

}  // namespace actlab::studies::test
