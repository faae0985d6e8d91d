#include <actlab/core/base/platform.h>

#if defined(__linux__) && !defined(ACTLAB_POSIX_ONLY)

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <system_error>
#include <utility>

namespace actlab {
namespace {

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// A line of the file reads "VmHWM:     25280 kB".
std::optional<std::int64_t> bytes_in(const std::string& path, const std::string& name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":")) return 1024 * std::stoll(line.substr(name.size() + 1));
  }
  return std::nullopt;
}

std::int64_t status_bytes(const std::string& name) {
  return bytes_in("/proc/self/status", name).value_or(0);
}

// The whole number that a file holds, or that stands behind `name` in one of its lines.
std::optional<std::int64_t> number_in(const std::string& path, const std::string& name = "") {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!name.empty() && !line.starts_with(name + " ")) continue;
    std::istringstream text(line.substr(name.size()));
    std::int64_t number = 0;
    if (text >> number) return number;  // no limit reads "max"
  }
  return std::nullopt;
}

// "200000 100000" (version 2 of control groups): microseconds of every so many; "max 100000" is no
// quota. Version 1 has a file for each, and -1 for no quota.
std::optional<double> quota_in(const std::string& folder, bool second_version) {
  std::istringstream text(second_version ? first_line(folder + "/cpu.max")
                                         : first_line(folder + "/cpu.cfs_quota_us") + " " +
                                               first_line(folder + "/cpu.cfs_period_us"));
  double quota = 0.0;
  double period = 0.0;
  if (!(text >> quota >> period) || quota <= 0.0 || period <= 0.0) return std::nullopt;
  return quota / period;
}

template <class Number>
void take_least(std::optional<Number>& least, std::optional<Number> other) {
  if (other && (!least || *other < *least)) least = other;
}

// Memory that a control group leaves: its limit, less what it holds but for files that the system
// may drop.
std::optional<std::int64_t> memory_left_in(const std::string& folder, bool second_version) {
  const auto limit =
      number_in(folder + (second_version ? "/memory.max" : "/memory.limit_in_bytes"));
  const auto used =
      number_in(folder + (second_version ? "/memory.current" : "/memory.usage_in_bytes"));
  if (!limit || !used) return std::nullopt;
  const char* const prefix = second_version ? "" : "total_";
  constexpr std::int64_t kNoLimit = std::int64_t{1} << 60;  // version 1 has a number for none
  std::int64_t left = std::min(*limit, kNoLimit) - *used;
  for (const char* files : {"active_file", "inactive_file"}) {
    left += number_in(folder + "/memory.stat", std::string(prefix) + files).value_or(0);
  }
  return std::max<std::int64_t>(left, 0);
}

// A group may use what it and each group above it may use: calls body(folder, second_version) for
// all that have a controller. A line of /proc/self/cgroup reads "0::/user.slice" (version 2) or
// "4:cpu,cpuacct:/user.slice" (version 1).
template <class Body>
void for_each_group(const std::string& root, const std::string& controller, const Body& body) {
  std::ifstream groups(root + "/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const std::size_t colon = line.find(':');
    const std::size_t second = line.find(':', colon + 1);
    if (colon == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(colon + 1, second - colon - 1) + ",";
    const bool second_version = controllers == ",,";
    const bool has_it = controllers.find("," + controller + ",") != std::string::npos;
    if (!second_version && !has_it) continue;
    const std::string mount = root + "/sys/fs/cgroup" + (second_version ? "" : "/" + controller);
    for (std::string group = line.substr(second + 1);; group.resize(group.rfind('/'))) {
      if (group == "/") group.clear();
      body(mount + group, second_version);
      if (group.rfind('/') == std::string::npos) break;
    }
  }
}

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

}  // namespace

std::int64_t resident_bytes() { return status_bytes("VmRSS"); }
std::int64_t peak_resident_bytes() { return status_bytes("VmHWM"); }

void advise_huge_pages(void* memory, std::size_t bytes) {
  (void)madvise(memory, bytes, MADV_HUGEPAGE);
}

std::span<std::byte> reserve_addresses() {
  rlimit bound{};
  if (getrlimit(RLIMIT_AS, &bound) != 0 || bound.rlim_cur != RLIM_INFINITY) return {};
  const std::size_t machine = static_cast<std::size_t>(std::max(sysconf(_SC_PHYS_PAGES), 0L)) *
                              static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  std::size_t bytes = whole_huge_pages(machine) + kHugePage;
  void* begin = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (begin == MAP_FAILED || std::align(kHugePage, bytes - kHugePage, begin, bytes) == nullptr) {
    return {};
  }
  return {static_cast<std::byte*>(begin), bytes / kHugePage * kHugePage};
}

bool back_addresses(std::byte* begin, std::size_t bytes) {
  return mprotect(begin, bytes, PROT_READ | PROT_WRITE) == 0;
}

// A new mapping in place of the old one: mprotect alone would go on counting it as promised.
void unback_addresses(std::byte* begin, std::size_t bytes) {
  (void)mmap(begin, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1,
             0);
}

std::optional<double> processor_quota(const std::string& root) {
  std::optional<double> least;
  for_each_group(root, "cpu", [&](const std::string& folder, bool second_version) {
    take_least(least, quota_in(folder, second_version));
  });
  return least;
}

std::optional<double> processor_quota() { return processor_quota(""); }

std::optional<std::int64_t> available_bytes(const std::string& root) {
  std::optional<std::int64_t> least;
  const std::int64_t swap = bytes_in(root + "/proc/meminfo", "SwapFree").value_or(0);
  if (const auto free = bytes_in(root + "/proc/meminfo", "MemAvailable")) least = *free + swap;
  for_each_group(root, "memory", [&](const std::string& folder, bool second_version) {
    const auto left = memory_left_in(folder, second_version);
    if (left) take_least(least, std::optional(*left + swap));
  });
  return least;
}

std::optional<std::int64_t> available_bytes() { return available_bytes(""); }

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  utsname system{};
  return uname(&system) == 0 ? system.machine : "unknown";
}

std::string program_path() {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored).string();
}

std::string boot_name() { return first_line("/proc/sys/kernel/random/boot_id"); }

std::string network_file_system(const std::string& folder) {
  struct statfs status {};
  if (statfs(folder.c_str(), &status) != 0) return {};
  const auto type = static_cast<std::uint32_t>(status.f_type);
  const auto* const found =
      std::ranges::find(kNetworkFileSystems, type, [](const auto& entry) { return entry.first; });
  return found == kNetworkFileSystems.end() ? std::string() : found->second;
}

void end_with_parent() { (void)prctl(PR_SET_PDEATHSIG, SIGTERM); }

}  // namespace actlab

#else  // POSIX alone

#include <sys/resource.h>
#include <sys/utsname.h>

namespace actlab {

std::int64_t resident_bytes() { return 0; }

std::int64_t peak_resident_bytes() {
#ifdef __wasm__
  return std::int64_t{65536} * __builtin_wasm_memory_size(0);  // its memory never shrinks
#else
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
  return usage.ru_maxrss;  // bytes there, 1024 bytes elsewhere
#else
  return std::int64_t{1024} * usage.ru_maxrss;
#endif
#endif
}

void advise_huge_pages(void*, std::size_t) {}
std::span<std::byte> reserve_addresses() { return {}; }
bool back_addresses(std::byte*, std::size_t) { return false; }
void unback_addresses(std::byte*, std::size_t) {}
std::optional<double> processor_quota(const std::string&) { return std::nullopt; }
std::optional<double> processor_quota() { return std::nullopt; }
std::optional<std::int64_t> available_bytes(const std::string&) { return std::nullopt; }
std::optional<std::int64_t> available_bytes() { return std::nullopt; }
std::string processor_name() {
  utsname system{};
  return uname(&system) == 0 ? system.machine : "unknown";
}

std::string program_path() { return {}; }
std::string boot_name() { return {}; }
std::string network_file_system(const std::string&) { return {}; }
void end_with_parent() {}

}  // namespace actlab

#endif
