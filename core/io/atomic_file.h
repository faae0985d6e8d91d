// A file that is written whole or not at all.
//
//   AtomicFile file("runs/a/last.safetensors");
//   file.write(bytes, count);   // as often as needed
//   file.commit();              // only now does the name point to the new content
//
// The bytes go to a temporary file of a unique name in the same folder; commit() flushes it to the
// disk, renames it over the old file and flushes the folder. Whatever happens in between (a full
// disk, SIGKILL, a power cut), the name holds exactly the old or exactly the new content. Throws
// Error with the path and the system's reason; the temporary file is then removed.
//
// A name stays what it is. A symbolic link is followed, so the file it leads to is written. The
// new file has the old one's permissions, and its owner where the system allows it. A file that may
// not be written is refused. What is no regular file (a pipe, a device, all of /dev) is never
// replaced: its bytes are written straight into it, so there is no old content to keep.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace actlab {

// The system calls that can fail, so that tests can make each of them fail.
struct FileCalls {
  std::function<int(const char* path)> create;  // refuses a path that exists (EEXIST)
  std::function<int(const char* path)> open;    // what is there and no regular file, for writing
  std::function<ssize_t(int descriptor, const void* data, std::size_t count)> write;
  std::function<int(int descriptor)> sync;
  std::function<int(int descriptor)> close;
  std::function<int(const char* from, const char* to)> rename;
  std::function<int(const char* folder)> sync_folder;

  static const FileCalls& system();
};

class AtomicFile {
 public:
  explicit AtomicFile(const std::string& path, const FileCalls& calls = FileCalls::system());
  ~AtomicFile();  // without commit(): removes the temporary file, the old content stays
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(const void* data, std::size_t count);
  void write(std::string_view bytes) { write(bytes.data(), bytes.size()); }
  void commit();

 private:
  void open_temporary();
  [[noreturn]] void fail(const char* action);

  std::string path_;       // as it was given
  std::string target_;     // where it leads
  std::string temporary_;  // empty: written straight into the target
  const FileCalls& calls_;
  int descriptor_ = -1;
};

// Writes `content` to `path` whole or not at all.
void write_file(const std::string& path, std::string_view content);

// Removes what writers of `path` left behind that were killed. Only for a file that nobody else is
// writing now.
void remove_abandoned_temporaries(const std::string& path);
// The same of every file in a folder; nothing where there is no such folder.
void remove_all_abandoned_temporaries(const std::string& folder);

}  // namespace actlab
