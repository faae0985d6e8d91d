#include <actlab/core/io/atomic_file.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <actlab/core/base/error.h>

namespace actlab {
namespace {

// The largest count a single write() accepts everywhere.
constexpr std::size_t kLargestWrite = std::size_t{1} << 30;

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

// Hidden, and told apart from other writers of the same file by process and counter.
std::string temporary_prefix(const std::string& path) {
  return text(".", std::filesystem::path(path).filename().string(), ".tmp-");
}

std::string temporary_name(const std::string& path) {
  static std::atomic<unsigned> counter{0};
  return text(folder_of(path), "/", temporary_prefix(path), ::getpid(), "-", counter++);
}

int flush_folder(const char* folder) {
  const int descriptor = ::open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return -1;
  int result = ::fsync(descriptor);
  // Some file systems have no notion of flushing a folder; the rename is then all there is.
  if (result != 0 && errno == EINVAL) result = 0;
  const int reason = errno;
  ::close(descriptor);
  errno = reason;
  return result;
}

template <class Call>
auto retry_interrupted(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

}  // namespace

const FileCalls& FileCalls::system() {
  static const FileCalls calls{
      [](const char* path) { return ::open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666); },
      [](int descriptor, const void* data, std::size_t count) {
        return ::write(descriptor, data, count);
      },
      [](int descriptor) { return ::fsync(descriptor); },
      [](int descriptor) { return ::close(descriptor); },
      [](const char* from, const char* to) { return ::rename(from, to); },
      flush_folder,
  };
  return calls;
}

AtomicFile::AtomicFile(const std::string& path, const FileCalls& calls)
    : path_(path), calls_(calls) {
  do {  // another process of the same number may have left its file here
    temporary_ = temporary_name(path);
    descriptor_ = retry_interrupted([&] { return calls_.create(temporary_.c_str()); });
  } while (descriptor_ < 0 && errno == EEXIST);
  if (descriptor_ < 0) {
    throw Error(text("[write] cannot create a file in ", folder_of(path), " for ", path, ": ",
                     std::strerror(errno)));
  }
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) calls_.close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::fail(const char* action) {
  throw Error(text("[write] cannot ", action, " ", path_, ": ", std::strerror(errno),
                   "; what was there before is unchanged"));
}

void AtomicFile::write(const void* data, std::size_t count) {
  const char* next = static_cast<const char*>(data);
  while (count > 0) {
    const ssize_t written = retry_interrupted(
        [&] { return calls_.write(descriptor_, next, std::min(count, kLargestWrite)); });
    if (written == 0) errno = ENOSPC;  // no progress and no reason: never loop for ever
    if (written <= 0) fail("write");
    next += written;
    count -= static_cast<std::size_t>(written);
  }
}

void AtomicFile::commit() {
  if (retry_interrupted([&] { return calls_.sync(descriptor_); }) != 0) fail("flush");
  // close() must not be repeated after EINTR: the descriptor is gone either way, and the bytes
  // are on the disk already.
  const int closed = calls_.close(std::exchange(descriptor_, -1));
  if (closed != 0 && errno != EINTR) fail("close");
  if (calls_.rename(temporary_.c_str(), path_.c_str()) != 0) fail("replace");
  temporary_.clear();
  if (retry_interrupted([&] { return calls_.sync_folder(folder_of(path_).c_str()); }) != 0) {
    throw Error(text("[write] ", path_, " is written, but its folder could not be flushed to the ",
                     "disk: ", std::strerror(errno)));
  }
}

void write_file(const std::string& path, std::string_view content) {
  AtomicFile file(path);
  file.write(content);
  file.commit();
}

void remove_abandoned_temporaries(const std::string& path) {
  std::error_code ignored;
  const std::string prefix = temporary_prefix(path);
  for (const auto& entry : std::filesystem::directory_iterator(folder_of(path), ignored)) {
    if (entry.path().filename().string().starts_with(prefix)) {
      std::filesystem::remove(entry.path(), ignored);
    }
  }
}

}  // namespace actlab
