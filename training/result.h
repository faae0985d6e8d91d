// What a run came to: the last line that it prints, and result.json in its folder.
//
//   result: 2000 steps, test loss 0.0213
//   {"task": "regression", "measure": "loss", "part": "test", "value": 0.0213, "seed": 0, ...}
#pragma once

#include <cstdint>
#include <string>

#include <actlab/training/evaluation.h>
#include <actlab/training/loop.h>

namespace actlab::training {

struct RunResult {
  std::int64_t steps = 0;
  Part part = Part::test;  // the first that was evaluated of test, validation, train
  std::string measure;     // the task's goal
  double value = 0.0;
  Measures measures{};                     // all that were taken of that part
  bool known = false;                      // whether anything was evaluated at all
  std::optional<std::int64_t> value_step;  // of the weights that have the value
};

RunResult run_result(const Loop& loop, const Evaluation& evaluation);

// "2000 steps, test loss 0.0213"; where the value is of an earlier step, "(of step 1500)" behind.
std::string result_text(const RunResult& result, const Task& task);

// Writes folder/result.json. Throws Error where it cannot be written.
void write_result(const std::string& folder, const RunResult& result, const Task& task,
                  std::int64_t seed);

}  // namespace actlab::training
