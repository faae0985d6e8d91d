// Stops a run at the end of the step during which a signal came (interrupt.h).
#pragma once

#include <actlab/training/interrupt.h>
#include <actlab/training/loop.h>

namespace actlab::training {

class StopOnSignal : public Listener {
 public:
  explicit StopOnSignal(const InterruptGuard& guard) : guard_(guard) {}

  void begin(Loop& loop) override { look(loop); }
  void after_update(Loop& loop, const Update&) override { look(loop); }

 private:
  void look(Loop& loop) const {
    if (guard_.interrupted()) loop.stop("interrupted");
  }

  const InterruptGuard& guard_;
};

}  // namespace actlab::training
