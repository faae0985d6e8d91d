#include <actlab/core/base/process_memory.h>

#include <fstream>
#include <string>

namespace actlab {
namespace {

// A line of the file reads "VmHWM:     25280 kB".
std::int64_t status_bytes(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":")) return 1024 * std::stoll(line.substr(name.size() + 1));
  }
  return 0;
}

}  // namespace

std::int64_t resident_bytes() { return status_bytes("VmRSS"); }
std::int64_t peak_resident_bytes() { return status_bytes("VmHWM"); }

}  // namespace actlab
