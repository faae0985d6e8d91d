// Loop: makes updates, of any task.
//
//   batch -> forward -> loss -> backward -> finite? -> clip -> optimizer step -> average
//
//   Loop loop(task, optimizer, optim::cosine(0.1, 600), {.steps = 600});
//   Evaluation evaluation;
//   loop.with(evaluation).run();
//
// A run is a function of its task, optimizer, schedule and seed alone: the same bits at any number
// of threads, and however often it was stopped and resumed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <actlab/optim/optimizer.h>
#include <actlab/optim/schedule.h>
#include <actlab/optim/weight_average.h>
#include <actlab/training/listener.h>
#include <actlab/training/outcome_sums.h>
#include <actlab/training/task.h>

namespace actlab::training {

struct LoopOptions {
  std::int64_t steps = 0;  // updates of the whole run
  double clip_norm = 0.0;  // longest gradient; 0: not clipped
  // Of a moving average of weights and running statistics (optim/weight_average.h); 0: none is
  // kept. While listeners are told of an epoch's end, so that the model is judged and its best
  // weights are written, the model has the averages.
  double average_decay = 0.0;
};

// How a run came to its end, where it did not diverge.
struct Ended {
  bool finished = false;  // all steps are made
  std::string why;        // else: what stop() was told
};

class Loop {
 public:
  // Keeps references: task and optimizer must outlive the loop. Throws Error where flush-to-zero is
  // on (floating_point.h).
  Loop(Task& task, optim::Optimizer& optimizer, optim::Schedule schedule,
       const LoopOptions& options);

  // Adds a listener, which must outlive the loop; listener.h says in which order they are told.
  Loop& with(Listener& listener);

  // One update, and the end of the epoch where it was its last. False, with nothing done, where the
  // run has made all its steps or was stopped. Throws Divergence; no weight has changed then.
  bool step();
  // Tells listeners that no step follows. A run that ended inside an epoch gets a record of what
  // there is of it, after the checkpoint, which so knows nothing of it: with more steps it goes on
  // as if it had never ended.
  Ended finish();
  // Steps until there is none, then finish().
  Ended run();

  // No step follows the one under way. Any listener may ask for it; the first reason counts.
  void stop(const std::string& why);
  bool stopped() const { return stopped_; }

  // Both may be moved while a run goes on.
  void set_schedule(optim::Schedule schedule) { schedule_ = std::move(schedule); }
  void set_end(std::int64_t steps) { options_.steps = steps; }

  // While it lives, the model has the averages, if any are kept: for who judges it in between.
  [[nodiscard]] optim::WeightAverage::Use use_average() {
    return optim::WeightAverage::Use(average_.get());
  }

  Task& task() const { return task_; }
  const optim::Optimizer& optimizer() const { return optimizer_; }
  std::int64_t steps_done() const { return steps_done_; }
  std::int64_t end() const { return options_.steps; }
  double lr_at(std::int64_t step) const { return schedule_(step); }  // 0 is the first update's

  // The epoch under way, or in after_epoch the one that ended: 1 is the first.
  std::int64_t epoch() const;
  std::int64_t step_in_epoch() const;
  // Means of the training batches of that epoch so far: "loss" first; 0 where there were none.
  Measures epoch_means() const { return sums_.means(); }
  bool is_at_epoch_end() const { return task_.position().batch == 0; }

  // The model, the optimizer, where the run stands, and what every listener has to say.
  void save(Checkpoint& checkpoint) const;
  // Goes on where the checkpoint stood. Throws Error where it does not fit, or is of another task.
  void load(const Checkpoint& checkpoint);

 private:
  void begin();
  void update();
  void tell_epoch();
  void keep_average();
  template <class Event>
  void tell(const Event& event) {
    for (Listener* listener : listeners_) event(*listener);
  }

  Task& task_;
  optim::Optimizer& optimizer_;
  optim::Schedule schedule_;
  LoopOptions options_;
  std::vector<Listener*> listeners_;
  bool begun_ = false;
  bool stopped_ = false;
  std::string why_stopped_;
  std::int64_t steps_done_ = 0;
  OutcomeSums sums_;  // of the epoch under way
  std::unique_ptr<optim::WeightAverage> average_;
};

}  // namespace actlab::training
