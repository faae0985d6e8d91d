#include <actlab/training/run_lock.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include <actlab/core/base/error.h>

namespace actlab::training {
namespace {

// What the process that has the lock wrote into it.
std::string owner(int descriptor) {
  std::array<char, 32> buffer{};
  const ssize_t count = pread(descriptor, buffer.data(), buffer.size() - 1, 0);
  return count > 0 ? "process " + std::string(buffer.data(), static_cast<std::size_t>(count))
                   : "another process";
}

// Whoever asks is_locked() has a lock for a moment: it is waited for.
int take_lock(int descriptor) {
  constexpr int kTries = 20;
  constexpr std::chrono::milliseconds kPause{10};
  for (int i = 1; flock(descriptor, LOCK_EX | LOCK_NB) != 0; ++i) {
    if (errno != EWOULDBLOCK || i == kTries) return -1;
    std::this_thread::sleep_for(kPause);
  }
  return 0;
}

}  // namespace

RunLock::RunLock(const std::string& folder) {
  const std::string path = folder + "/run.lock";
  descriptor_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) {
    throw Error(text("[run] cannot open ", path, ": ", std::strerror(errno)));
  }
  if (take_lock(descriptor_) != 0) {
    const bool taken = errno == EWOULDBLOCK;
    const std::string who = owner(descriptor_), why = std::strerror(errno);
    close(descriptor_);
    if (!taken) throw Error(text("[run] cannot lock ", path, ": ", why));
    throw UsageError(text("[run] ", who, " is training in ", folder,
                          "; wait until it ends, or stop it: two would overwrite each other"));
  }
  const std::string own = std::to_string(getpid());
  if (ftruncate(descriptor_, 0) != 0 ||
      pwrite(descriptor_, own.data(), own.size(), 0) != static_cast<ssize_t>(own.size())) {
    const std::string why = std::strerror(errno);
    close(descriptor_);
    throw Error(text("[run] cannot write ", path, ": ", why));
  }
}

RunLock::~RunLock() { close(descriptor_); }

std::optional<bool> is_locked(const std::string& folder) {
  const int descriptor = open((folder + "/run.lock").c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return {};
  std::optional<bool> result;
  if (flock(descriptor, LOCK_SH | LOCK_NB) == 0) {
    result = false;
  } else if (errno == EWOULDBLOCK) {
    result = true;
  }
  close(descriptor);
  return result;
}

}  // namespace actlab::training
