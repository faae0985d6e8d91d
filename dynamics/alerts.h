// Alerts: faults in plain words while a run goes on, each once when it appears.
//
//   step 300: 41 % of layer3.1.act2 is flat, 0 % would be usual; its gradient is 1/30 of layer3.2's
#pragma once

#include <functional>
#include <set>
#include <string>
#include <utility>

#include <actlab/dynamics/faults.h>
#include <actlab/dynamics/snapshot_sink.h>

namespace actlab::dynamics {

class Alerts : public SnapshotSink {
 public:
  explicit Alerts(std::function<void(const std::string& line)> say) : say_(std::move(say)) {}
  void write(const Layout& layout, const Snapshot& snapshot) override;

 private:
  std::function<void(const std::string& line)> say_;
  Examiner examiner_;
  std::set<std::pair<FaultKind, std::string>> known_;  // of the last look
};

}  // namespace actlab::dynamics
