// The loss of every step, kept for whoever compares runs:
//
//   LossTrace trace;
//   loop.with(trace).run();
//   trace.losses.back();
#pragma once

#include <vector>

#include <actlab/training/listener.h>

namespace actlab::training {

class LossTrace : public Listener {
 public:
  void after_update(Loop&, const Update& update) override { losses.push_back(update.loss); }

  std::vector<double> losses;
};

}  // namespace actlab::training
