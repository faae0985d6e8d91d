// Where snapshots go: a file, a terminal.
#pragma once

#include <cstdint>

#include <actlab/dynamics/snapshot.h>

namespace actlab::dynamics {

class SnapshotSink {
 public:
  virtual ~SnapshotSink() = default;

  // Before the first one of this process. The run stands at `steps_done`: what was written of looks
  // beyond belongs to steps that will be made again.
  virtual void begin(std::int64_t /*steps_done*/) {}
  // In the order of their steps. The layout may change where a run goes on with other settings.
  virtual void write(const Layout& layout, const Snapshot& snapshot) = 0;
};

}  // namespace actlab::dynamics
