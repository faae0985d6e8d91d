// Ends a run after so many minutes, as if all its steps were made (--max-minutes): at the end of a
// step, with its records and its result. Resumed, it goes on.
#pragma once

#include <chrono>
#include <optional>

#include <actlab/training/loop.h>

namespace actlab::training {

class StopInTime : public Listener {
 public:
  // Minutes from now; nothing: no limit.
  explicit StopInTime(std::optional<double> minutes) : minutes_(minutes) {}

  void after_update(Loop& loop, const Update&) override {
    const std::chrono::duration<double, std::ratio<60>> passed = Clock::now() - began_;
    if (minutes_ && passed.count() >= *minutes_) loop.set_end(loop.steps_done());
  }

 private:
  using Clock = std::chrono::steady_clock;

  std::optional<double> minutes_;
  Clock::time_point began_ = Clock::now();
};

}  // namespace actlab::training
