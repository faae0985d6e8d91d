#include <actlab/datasets/file_bytes.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include <actlab/core/base/error.h>

namespace actlab::datasets {

std::vector<std::uint8_t> read_file_bytes(const std::filesystem::path& file) {
  constexpr std::uintmax_t kMost = std::uintmax_t{1} << 30;
  std::error_code failure;
  const std::uintmax_t size = std::filesystem::file_size(file, failure);
  if (failure) throw Error(text("cannot read ", file.string(), ": ", failure.message()));
  if (size > kMost) {
    throw Error(text("cannot read ", file.string(), ": ", size, " bytes are more than 1 GB"));
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (!stream || stream.gcount() != static_cast<std::streamsize>(size)) {
    throw Error(text("cannot read ", file.string(), ": ",
                     errno != 0 ? std::strerror(errno) : "it ended early"));
  }
  return bytes;
}

}  // namespace actlab::datasets
