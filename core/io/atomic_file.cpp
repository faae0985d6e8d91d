#include <actlab/core/io/atomic_file.h>

#include <fcntl.h>
#include <sys/stat.h>
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

// What a path is for whoever writes to it.
struct Target {
  std::string path;       // its links followed
  bool straight = false;  // it is written into, never replaced
  struct stat old {};     // of the regular file that is there
  bool is_there = false;
};

// The end of a chain of links whose last one may lead to a file that is yet to be made.
std::string follow_links(std::string path) {
  namespace fs = std::filesystem;
  constexpr int kMostLinks = 40;  // as in Linux
  std::error_code ignored;
  for (int i = 0; i < kMostLinks && fs::is_symlink(path, ignored); ++i) {
    const fs::path next = fs::read_symlink(path, ignored);
    path = (next.is_absolute() ? next : fs::path(path).parent_path() / next).string();
  }
  if (fs::is_symlink(path, ignored)) {
    throw Error(text("[write] ", path, " is a link that leads in a circle"));
  }
  return path;
}

Target find_target(const std::string& path) {
  Target target{.path = path};
  struct stat status {};
  // /dev/stdout may be a regular file, but one that the shell has open
  const bool is_device = path.starts_with("/dev/");
  if (::stat(path.c_str(), &status) != 0) {
    target.path = follow_links(path);
  } else if (S_ISDIR(status.st_mode)) {
    throw Error(text("[write] ", path, " is a folder; name a file in it"));
  } else if (!S_ISREG(status.st_mode) || is_device) {
    target.straight = true;
  } else {
    target.path = follow_links(path);
    target.old = status;
    target.is_there = true;
  }
  return target;
}

// Hidden, and told apart from other writers of the same file by process and counter.
constexpr const char* kTemporaryMark = ".tmp-";

std::string temporary_prefix(const std::string& path) {
  return text(".", std::filesystem::path(path).filename().string(), kTemporaryMark);
}

std::string temporary_name(const std::string& path) {
  static std::atomic<unsigned> counter{0};
  return text(folder_of(path), "/", temporary_prefix(path), ::getpid(), "-", counter++);
}

// The new file takes over owner and permissions of the old one. Who may not give a file away keeps
// it, then without the bits that would let others act in his name.
void take_over(int descriptor, const struct stat& old) {
  mode_t mode = old.st_mode & 07777;
  if (old.st_uid != ::geteuid() || old.st_gid != ::getegid()) {
    if (::fchown(descriptor, old.st_uid, old.st_gid) != 0) mode &= 0777;
  }
  (void)::fchmod(descriptor, mode);  // a file system without permissions has none to keep
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

void remove_files(const std::string& folder,
                  const std::function<bool(const std::string& name)>& is_meant) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (is_meant(entry.path().filename().string())) {
      std::filesystem::remove(entry.path(), ignored);
    }
  }
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
      [](const char* path) { return ::open(path, O_WRONLY | O_APPEND | O_CLOEXEC); },
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
  const Target target = find_target(path);
  target_ = target.path;
  if (target.straight) {
    descriptor_ = retry_interrupted([&] { return calls_.open(path.c_str()); });
    if (descriptor_ < 0)
      throw Error(text("[write] cannot open ", path, ": ", std::strerror(errno)));
    return;
  }
  if (target.is_there && ::access(target_.c_str(), W_OK) != 0) {
    throw Error(text("[write] ", path, " may not be written: ", std::strerror(errno)));
  }
  open_temporary();
  if (target.is_there) take_over(descriptor_, target.old);
}

void AtomicFile::open_temporary() {
  do {  // another process of the same number may have left its file here
    temporary_ = temporary_name(target_);
    descriptor_ = retry_interrupted([&] { return calls_.create(temporary_.c_str()); });
  } while (descriptor_ < 0 && errno == EEXIST);
  if (descriptor_ < 0) {
    throw Error(text("[write] cannot create a file in ", folder_of(target_), " for ", path_, ": ",
                     std::strerror(errno)));
  }
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) calls_.close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::fail(const char* action) {
  throw Error(text("[write] cannot ", action, " ", path_, ": ", std::strerror(errno),
                   temporary_.empty() ? "" : "; what was there before is unchanged"));
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
  if (temporary_.empty()) {  // pipes and devices cannot be flushed, nor renamed
    if (calls_.close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) fail("close");
    return;
  }
  if (retry_interrupted([&] { return calls_.sync(descriptor_); }) != 0) fail("flush");
  // close() must not be repeated after EINTR: the descriptor is gone either way, and the bytes
  // are on the disk already.
  const int closed = calls_.close(std::exchange(descriptor_, -1));
  if (closed != 0 && errno != EINTR) fail("close");
  if (calls_.rename(temporary_.c_str(), target_.c_str()) != 0) fail("replace");
  temporary_.clear();
  if (retry_interrupted([&] { return calls_.sync_folder(folder_of(target_).c_str()); }) != 0) {
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
  const std::string target = follow_links(path);
  const std::string prefix = temporary_prefix(target);
  remove_files(folder_of(target),
               [&](const std::string& name) { return name.starts_with(prefix); });
}

void remove_all_abandoned_temporaries(const std::string& folder) {
  remove_files(folder, [](const std::string& name) {
    // "3462-200" behind the mark, as temporary_name puts it
    const std::size_t mark = name.rfind(kTemporaryMark);
    if (!name.starts_with('.') || mark == std::string::npos) return false;
    const std::string numbers = name.substr(mark + std::strlen(kTemporaryMark));
    return !numbers.empty() && numbers.find_first_not_of("0123456789-") == std::string::npos;
  });
}

}  // namespace actlab
