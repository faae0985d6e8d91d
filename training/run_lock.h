// While one is alive, its process alone writes the folder of a run. The system takes the lock away
// with the process, however that ends, so none is left behind.
#pragma once

#include <optional>
#include <string>

namespace actlab::training {

class RunLock {
 public:
  // Throws UsageError naming the process that has the folder, Error where nothing can be written.
  explicit RunLock(const std::string& folder);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

 private:
  int descriptor_;
};

// Whether a process has the lock of the folder; nothing where no run.lock tells.
std::optional<bool> is_locked(const std::string& folder);

}  // namespace actlab::training
