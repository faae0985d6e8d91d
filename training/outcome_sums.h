// Sums over batches, from which exact means come whatever the sizes of the batches.
#pragma once

#include <cstdint>

#include <actlab/training/task.h>

namespace actlab::training {

struct OutcomeSums {
  double loss = 0.0;  // of the batches, each times its items
  std::int64_t items = 0;
  Measures others;  // in the order in which outcomes name them

  // `batch_loss` is the value of outcome.loss.
  void add(double batch_loss, const Outcome& outcome);
  // "loss" first; 0 where there were no items.
  Measures means() const;
};

}  // namespace actlab::training
