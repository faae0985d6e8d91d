#include <actlab/studies/store/local_machine.h>

#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <utility>

#include <actlab/core/base/error.h>

namespace actlab::studies {
namespace {

// f_type of statfs(2), as in its manual page and linux/magic.h
constexpr std::array<std::pair<std::uint32_t, const char*>, 8> kNetworkFileSystems = {
    {{0x6969, "NFS"},
     {0x517B, "SMB"},
     {0xFF534D42, "SMB"},
     {0xFE534D42, "SMB"},
     {0x0BD00BD0, "Lustre"},
     {0x47504653, "GPFS"},
     {0x00C36400, "Ceph"},
     {0x5346414F, "AFS"}}};

std::string host_name() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return host.data();
}

}  // namespace

std::string boot_name() {
  std::ifstream stream("/proc/sys/kernel/random/boot_id");
  std::string name;
  std::getline(stream, name);
  std::erase_if(name, [](char c) { return c == '\''; });  // it is written into SQL
  return name;
}

std::string network_file_system(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  struct statfs status {};
  if (statfs(folder.c_str(), &status) != 0) return {};
  const auto type = static_cast<std::uint32_t>(status.f_type);
  const auto found =
      std::ranges::find(kNetworkFileSystems, type, [](const auto& entry) { return entry.first; });
  return found == kNetworkFileSystems.end() ? std::string() : found->second;
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
