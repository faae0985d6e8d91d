#include <actlab/core/io/atomic_file.h>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "tests/support/asks_for.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using test::contains;
using test::error_text;
using test::TemporaryFolder;

namespace {

const std::string kOld(3000, 'o');
const std::string kNew(5000, 'n');

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t files_in(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

void write_new(const std::string& path, const FileCalls& calls) {
  AtomicFile file(path, calls);
  file.write(std::string_view(kNew).substr(0, 1234));
  file.write(std::string_view(kNew).substr(1234));
  file.commit();
}

// The system's calls, of which the one numbered `failing` (from 0) fails with `reason`.
FileCalls failing_at(int failing, int reason, int& count) {
  const FileCalls& system = FileCalls::system();
  const auto fails = [failing, reason, &count] {
    errno = reason;
    return count++ == failing;
  };
  FileCalls calls = system;
  calls.create = [=](const char* path) { return fails() ? -1 : system.create(path); };
  calls.write = [=](int descriptor, const void* data, std::size_t bytes) -> ssize_t {
    return fails() ? -1 : system.write(descriptor, data, bytes);
  };
  calls.sync = [=](int descriptor) { return fails() ? -1 : system.sync(descriptor); };
  calls.close = [=](int descriptor) {
    const bool failed = fails();  // the descriptor is gone even where close() reports an error
    system.close(descriptor);
    errno = reason;
    return failed ? -1 : 0;
  };
  calls.rename = [=](const char* from, const char* to) {
    return fails() ? -1 : system.rename(from, to);
  };
  calls.sync_folder = [=](const char* folder) { return fails() ? -1 : system.sync_folder(folder); };
  return calls;
}

}  // namespace

TEST_CASE("atomic file: the content changes at commit and at no other moment") {
  const TemporaryFolder folder;
  const std::string path = folder.file("a");
  write_file(path, kOld);
  {
    AtomicFile file(path);
    file.write(kNew);
    CHECK(content(path) == kOld);
  }
  CHECK(content(path) == kOld);
  CHECK(files_in(folder.path()) == 1);
  write_new(path, FileCalls::system());
  CHECK(content(path) == kNew);
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("atomic file: an error at any system call leaves the old content or the new") {
  const TemporaryFolder folder;
  const std::string path = folder.file("a");
  for (const int reason : {ENOSPC, EIO}) {
    int last_call = 7;  // create, write, write, sync, close, rename, sync_folder
    for (int failing = 0; failing < last_call; ++failing) {
      CAPTURE(failing);
      write_file(path, kOld);
      int count = 0;
      const FileCalls calls = failing_at(failing, reason, count);
      const std::string message = error_text([&] { write_new(path, calls); });
      CHECK(contains(message, path));
      CHECK(contains(message, std::strerror(reason)));
      CHECK(content(path) == (failing < 6 ? kOld : kNew));  // the seventh comes after the rename
      CHECK(files_in(folder.path()) == 1);
    }
    int count = 0;
    write_new(path, failing_at(last_call, reason, count));
    CHECK(count == last_call);  // there is no eighth call that could fail
  }
}

TEST_CASE("atomic file: interrupted calls and short writes are continued") {
  const TemporaryFolder folder;
  const std::string path = folder.file("a");
  for (int interrupted = 0; interrupted < 7; ++interrupted) {
    if (interrupted == 5) continue;  // rename() is never interrupted
    write_file(path, kOld);
    int count = 0;
    write_new(path, failing_at(interrupted, EINTR, count));
    CHECK(content(path) == kNew);
  }
  FileCalls calls = FileCalls::system();
  calls.write = [](int descriptor, const void* data, std::size_t bytes) {
    return ::write(descriptor, data, bytes > 7 ? bytes / 3 : 1);
  };
  write_file(path, kOld);
  write_new(path, calls);
  CHECK(content(path) == kNew);
  calls.write = [](int, const void*, std::size_t) -> ssize_t { return 0; };
  CHECK(contains(error_text([&] { write_new(path, calls); }), "No space left"));
}

TEST_CASE("atomic file: a file size limit is an error and not a signal where that is ignored" *
          test::asks_for_processes) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a");
  write_file(path, kOld);
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    setrlimit(RLIMIT_FSIZE, &limit);
    const std::string message = error_text([&] { write_file(path, kNew); });
    _exit(contains(message, "File too large") ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(content(path) == kOld);
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("atomic file: a folder that is missing or no folder is named with the reason") {
  const TemporaryFolder folder;
  CHECK(contains(error_text([&] { write_file(folder.file("none/a"), kNew); }),
                 "No such file or directory"));
  write_file(folder.file("plain"), kOld);
  CHECK(contains(error_text([&] { write_file(folder.file("plain/a"), kNew); }), "Not a directory"));
}

TEST_CASE("atomic file: what killed writers left behind is found by the name of their file") {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.safetensors");
  std::ofstream(folder.file(".a.safetensors.tmp-1-2")) << "half";
  std::ofstream(folder.file(".b.safetensors.tmp-1-2")) << "half";
  write_file(path, kOld);
  remove_abandoned_temporaries(path);
  CHECK(content(path) == kOld);
  CHECK(files_in(folder.path()) == 2);
}

TEST_CASE("atomic file: all that killed writers left behind in a folder goes, and nothing else") {
  const TemporaryFolder folder;
  write_file(folder.file("a.safetensors"), kOld);
  for (const char* name : {".00416.safetensors.tmp-3462-200", ".b.tmp-1-2"}) {
    std::ofstream(folder.file(name)) << "half";
  }
  for (const char* name : {".a.tmp-", ".a.tmp-x", ".hidden", "a.tmp-1-2"}) {  // of others
    std::ofstream(folder.file(name)) << "theirs";
  }
  remove_all_abandoned_temporaries(folder.path().string());
  CHECK(content(folder.file("a.safetensors")) == kOld);
  CHECK(files_in(folder.path()) == 5);
  remove_all_abandoned_temporaries(folder.file("none"));  // no folder: nothing to do
}

TEST_CASE("atomic file: a link is followed and stays a link") {
  const TemporaryFolder folder;
  const std::string target = folder.file("target"), link = folder.file("link");
  std::filesystem::create_symlink("target", link);
  write_file(link, kNew);  // to a file that is not there yet
  CHECK(std::filesystem::is_symlink(link));
  CHECK(content(target) == kNew);
  write_file(link, kOld);
  CHECK(std::filesystem::is_symlink(link));
  CHECK(content(target) == kOld);
  CHECK(files_in(folder.path()) == 2);
  std::filesystem::create_symlink("b", folder.file("a"));
  std::filesystem::create_symlink("a", folder.file("b"));
  CHECK(contains(error_text([&] { write_file(folder.file("a"), kNew); }), "leads in a circle"));
}

TEST_CASE("atomic file: the new file has the permissions and the owner of the old one") {
  const TemporaryFolder folder;
  const std::string path = folder.file("private");
  write_file(path, kOld);
  CHECK(::chmod(path.c_str(), 0600) == 0);
  const bool is_root = ::geteuid() == 0;
  if (is_root) CHECK(::chown(path.c_str(), 1234, 5678) == 0);
  write_file(path, kNew);
  struct stat status {};
  CHECK(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
  CHECK(status.st_uid == (is_root ? 1234 : ::geteuid()));
  CHECK(content(path) == kNew);
}

TEST_CASE("atomic file: a folder and a file that is write-protected are refused") {
  const TemporaryFolder folder;
  CHECK(contains(error_text([&] { write_file(folder.path().string(), kNew); }),
                 " is a folder; name a file in it"));
  const std::string path = folder.file("protected");
  write_file(path, kOld);
  CHECK(::chmod(path.c_str(), 0444) == 0);
  if (::geteuid() == 0) return;  // root may write anything
  CHECK(contains(error_text([&] { write_file(path, kNew); }), "may not be written"));
  CHECK(content(path) == kOld);
}

TEST_CASE("atomic file: a pipe gets the bytes and stays a pipe" * test::asks_for_threads) {
  const TemporaryFolder folder;
  const std::string path = folder.file("pipe");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::string read;
  std::thread reader([&] { read = content(path); });
  write_file(path, kNew);
  reader.join();
  CHECK(read == kNew);
  CHECK(std::filesystem::is_fifo(path));
  CHECK(files_in(folder.path()) == 1);
}

// A copy of /dev/full, which only root may make: never the machine's own.
TEST_CASE("atomic file: a device is written into and its errors are told" *
          test::asks_for_devices) {
  const TemporaryFolder folder;
  const std::string null = folder.file("null"), full = folder.file("full");
  if (::mknod(null.c_str(), S_IFCHR | 0666, makedev(1, 3)) != 0) return;
  if (::mknod(full.c_str(), S_IFCHR | 0666, makedev(1, 7)) != 0) return;
  const int descriptor = ::open(full.c_str(), O_WRONLY);
  if (descriptor < 0) return;  // a file system without devices
  ::close(descriptor);
  write_file(null, kNew);
  CHECK(std::filesystem::is_character_file(null));
  const std::string told = error_text([&] { write_file(full, kNew); });
  CHECK(told == "[write] cannot write " + full + ": No space left on device");
  CHECK(std::filesystem::is_character_file(full));
}
