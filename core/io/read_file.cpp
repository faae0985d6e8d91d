#include <actlab/core/io/read_file.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <actlab/core/base/error.h>

namespace actlab {

std::string read_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  const bool is_empty = file && file.peek() == std::ifstream::traits_type::eof() && !file.bad();
  if (is_empty && errno == 0) return {};
  if (!file || !(content << file.rdbuf())) {
    throw Error(text("[read] cannot read '", path,
                     "': ", errno != 0 ? std::strerror(errno) : "it could not be read to its end"));
  }
  return std::move(content).str();
}

}  // namespace actlab
