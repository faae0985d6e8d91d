// Listener: everything that happens around updates: evaluation, records, files, what a person sees,
// probes, a study's trial.
//
// A step tells all listeners of one event before any of them is told of the next, in the order in
// which they were given to the loop:
//
//   begin             once, before the first step of this process
//   before_forward    the batch is taken
//   after_backward    gradients are complete, weights are still the old ones
//   after_update      weights are new, gradients are gone
//   after_epoch       after an epoch's last update: may add columns to its record, for those behind
//   settled           the step is over and its records are written: what is saved now is whole
//   finish            once, after the last step of this process
//
// One checkpoint holds the loop and all listeners; `settled` and `finish` are when it is written,
// so it is written last. A listener changes no bit of a run unless it says so.
#pragma once

#include <cstdint>

#include <actlab/training/record.h>

namespace actlab::training {

class Checkpoint;
class Loop;
struct Outcome;

// One update, as listeners are told of it.
struct Update {
  std::int64_t step;       // 1 is the first
  double loss;             // of the batch, before the update
  double lr;               // learning rate
  double gradient_norm;    // of all parameters together, before clipping
  double clip;             // what gradients are multiplied by: 1 where they are short enough
  double seconds;          // so far: of the whole step in after_update
  double waited;           // seconds of these until the batch was there
  const Outcome& outcome;  // of the batch
};

class Listener {
 public:
  virtual ~Listener() = default;

  virtual void begin(Loop&) {}
  virtual void before_forward(Loop&) {}
  virtual void after_backward(Loop&, const Update&) {}
  virtual void after_update(Loop&, const Update&) {}
  virtual void after_epoch(Loop&, Record&) {}
  virtual void settled(Loop&) {}
  virtual void finish(Loop&) {}

  // What the listener needs to go on in another process; both are called in the same order.
  virtual void save(Checkpoint&) const {}
  virtual void load(const Checkpoint&) {}
};

}  // namespace actlab::training
