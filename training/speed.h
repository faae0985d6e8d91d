// Speed: what the updates took. Adds the rate at the epoch's last update, its seconds without
// evaluation, and the task's units a second to the epoch's record: "lr", "seconds",
// "tokens_per_second".
#pragma once

#include <cstdint>

#include <actlab/training/listener.h>

namespace actlab::training {

// Sums over updates.
struct Effort {
  double seconds = 0.0;
  double waited = 0.0;  // seconds of these until the loader gave the batch
  std::int64_t items = 0;
  std::int64_t steps = 0;

  void add(const Update& update);
  double items_per_second() const;
  double seconds_per_step() const;
  double waited_share() const;
};

class Speed : public Listener {
 public:
  // Of this process.
  const Effort& since_start() const { return since_start_; }

  void after_update(Loop& loop, const Update& update) override;
  void after_epoch(Loop& loop, Record& record) override;

 private:
  Effort since_epoch_;  // or since the resumed run began
  Effort since_start_;
};

}  // namespace actlab::training
