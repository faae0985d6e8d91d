// A file as a whole.
#pragma once

#include <string>

namespace actlab {

// All of its bytes. Throws Error naming the file and the reason where it cannot be read.
std::string read_file(const std::string& path);

}  // namespace actlab
