#include <actlab/studies/store/local_machine.h>

#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <filesystem>

#include <actlab/core/base/error.h>
#include <actlab/core/base/platform.h>

namespace actlab::studies {
namespace {

std::string host_name() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return host.data();
}

}  // namespace

std::string boot_name() {
  std::string name = actlab::boot_name();
  std::erase_if(name, [](char c) { return c == '\''; });  // it is written into SQL
  return name;
}

std::string network_file_system(const std::string& path) {
  return actlab::network_file_system(std::filesystem::absolute(path).parent_path().string());
}

std::string process_name() { return text(host_name(), "-", getpid()); }

bool is_dead_process(const std::string& name) {
  const std::string here = host_name() + "-";
  if (!name.starts_with(here)) return false;
  pid_t process = 0;
  const char* end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data() + here.size(), end, process);
  return error == std::errc() && stop == end && process > 0 && kill(process, 0) != 0 &&
         errno == ESRCH;
}

}  // namespace actlab::studies
