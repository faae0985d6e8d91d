// A swap: the activation changes in the middle of a run. How large is the shock, and how long is
// the way back?
//
// Two runs go on from one checkpoint: one as it was, one with another activation. Weights, buffers
// and the optimizer's state are those of the checkpoint wherever both have a tensor of the same
// name and shape; what the new function adds (beta, slopes) starts where it always starts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/training/checkpoint.h>
#include <actlab/training/loop.h>

namespace actlab::dynamics {

// Loads all of the checkpoint that the loop has a place for. Throws Error where the file is of
// another task, and where it shares no tensor with the model.
void graft(training::Loop& loop, const training::Checkpoint& checkpoint);

struct AfterSwap {
  std::string activation;
  double loss_at_once = 0.0;   // of a fixed batch, before any further step
  std::vector<double> losses;  // of the training batches that follow, step by step
  bool diverges = false;       // behind the last of them
};

// From where the loop stands, at most `steps` further steps; fewer where the run ends or diverges.
AfterSwap go_on(training::Loop& loop, const std::string& activation, std::int64_t steps);

// After how many steps the run is back where the one without the swap is. Away from there it is
// while its loss is more than `margin` above the other's: at once, and later the mean of the last
// `window` losses, of fewer where so many are not made yet. 0: it never leaves; -1: it is not back
// by the end. Both must be finite at once.
std::int64_t recovery(const AfterSwap& without, const AfterSwap& with, std::size_t window = 20,
                      double margin = 0.02);

std::string swap_finding(const AfterSwap& without, const AfterSwap& with);

}  // namespace actlab::dynamics
