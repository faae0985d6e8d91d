#include <actlab/core/io/line_file.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <actlab/core/base/error.h>

namespace actlab {
namespace {

std::uintmax_t bytes_that_stay(const std::string& path,
                               const std::function<bool(std::string_view line)>& stays) {
  std::ifstream file(path, std::ios::binary);
  std::uintmax_t bytes = 0;
  for (std::string line; std::getline(file, line) && !file.eof();) {
    if (!stays(line)) break;
    bytes += line.size() + 1;
  }
  return bytes;
}

}  // namespace

LineFile::LineFile(std::string path, const std::function<bool(std::string_view line)>& stays)
    : path_(std::move(path)) {
  std::error_code error;
  if (std::filesystem::exists(path_)) {
    if (!std::filesystem::is_regular_file(path_)) {
      throw Error(text("[file] ", path_, " is no regular file, and cannot be continued"));
    }
    std::filesystem::resize_file(path_, bytes_that_stay(path_, stays), error);
    if (error) throw Error(text("[file] cannot shorten ", path_, ": ", error.message()));
  }
  file_.open(path_, std::ios::binary | std::ios::app);
  if (!file_) throw Error(text("[file] cannot open ", path_, ": ", std::strerror(errno)));
}

void LineFile::append(std::string_view lines) {
  file_ << lines << std::flush;
  if (!file_) throw Error(text("[file] cannot write ", path_, ": ", std::strerror(errno)));
}

}  // namespace actlab
