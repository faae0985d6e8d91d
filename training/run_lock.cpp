#include <actlab/training/run_lock.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

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

}  // namespace

RunLock::RunLock(const std::string& folder) {
  const std::string path = folder + "/run.lock";
  descriptor_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) {
    throw Error(text("[run] cannot open ", path, ": ", std::strerror(errno)));
  }
  if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
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

}  // namespace actlab::training
