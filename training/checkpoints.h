// Checkpoints: writes what a run needs to go on, and the best weights.
//
//   last.safetensors                 after every epoch, every `every` steps, and at the end
//   best.safetensors                 the weights of the epoch that the task's goal finds best
//   epochs/00003.safetensors         after each epoch and at step 0, where `keep` asks for them
//
// epochs/ holds those that `keep` asks for and no others, however often the run was killed, and
// also where it goes on with another number.
//
// Give it to the loop last: what is saved then holds what all other listeners know.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <actlab/training/listener.h>

namespace actlab::training {

struct CheckpointsOptions {
  std::int64_t every = 0;  // steps; 0: epochs alone
  // Epochs that stay besides step 0: the latest. 0: nothing is written or removed, not even step 0.
  std::int64_t keep = 0;
};

class Checkpoints : public Listener {
 public:
  Checkpoints(std::string folder, const CheckpointsOptions& options);

  // Goes on from the folder's last.safetensors, and removes what a killed writer left; all
  // listeners must have been given to the loop, and nobody else may write there. Throws Error where
  // it is none or does not fit.
  void resume(Loop& loop) const;

  std::optional<double> best() const { return best_; }  // by the task's goal
  std::int64_t best_step() const { return best_step_; }

  void begin(Loop& loop) override;
  void after_epoch(Loop& loop, Record& record) override;
  void settled(Loop& loop) override;
  void finish(Loop& loop) override;
  void save(Checkpoint& checkpoint) const override;
  void load(const Checkpoint& checkpoint) override;

 private:
  void write_last(const Loop& loop) const;
  void keep_epoch(const Loop& loop, std::int64_t epoch) const;
  // Removes those of epochs/ that are neither step 0 nor among the latest.
  void drop_epochs(const Loop& loop) const;

  std::string folder_;
  CheckpointsOptions options_;
  std::optional<double> best_;
  std::int64_t best_step_ = 0;
};

}  // namespace actlab::training
