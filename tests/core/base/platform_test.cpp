#include <actlab/core/base/platform.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include "tests/support/asks_for.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, const std::string& content) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << content;
}

}  // namespace

TEST_CASE("platform: what is written to is resident and the peak stays" * test::asks_for_linux) {
  constexpr std::int64_t kBytes = 64 << 20;
  const std::int64_t before = resident_bytes();
  CHECK(before > 0);
  {
    const std::vector<char> pages(kBytes, 'x');
    CHECK(resident_bytes() >= before + kBytes * 9 / 10);
    CHECK(pages.back() == 'x');
  }
  CHECK(peak_resident_bytes() >= before + kBytes * 9 / 10);
}

TEST_CASE("platform: reserved addresses take memory and give it back" * test::asks_for_linux) {
  const std::span<std::byte> addresses = reserve_addresses();
  if (addresses.empty()) return;  // ulimit -v
  CHECK(static_cast<std::int64_t>(addresses.size()) >= available_bytes().value() / 2);
  CHECK(reinterpret_cast<std::uintptr_t>(addresses.data()) % kHugePage == 0);
  const std::size_t bytes = 32 * kHugePage;
  REQUIRE(back_addresses(addresses.data(), bytes));
  const std::int64_t before = resident_bytes();
  std::fill_n(addresses.data(), bytes, std::byte{1});
  CHECK(resident_bytes() - before >= 60 << 20);
  unback_addresses(addresses.data(), bytes);
  CHECK(resident_bytes() - before <= 4 << 20);
  REQUIRE(back_addresses(addresses.data(), kHugePage));
  CHECK(addresses.front() == std::byte{0});
}

TEST_CASE("platform: a control group's quota counts and so do those above it" *
          test::asks_for_linux) {
  const test::TemporaryFolder folder;
  const fs::path groups = folder.path() / "sys/fs/cgroup";
  CHECK_FALSE(processor_quota(folder.path().string()));
  write(folder.path() / "proc/self/cgroup", "0::/user/job\n");
  CHECK_FALSE(processor_quota(folder.path().string()));
  write(groups / "user/job/cpu.max", "max 100000\n");
  CHECK_FALSE(processor_quota(folder.path().string()));
  write(groups / "user/job/cpu.max", "250000 100000\n");
  CHECK(processor_quota(folder.path().string()) == 2.5);
  write(groups / "user/cpu.max", "50000 100000\n");
  CHECK(processor_quota(folder.path().string()) == 0.5);
  write(groups / "cpu.max", "400000 100000\n");  // as a container sees its own
  CHECK(processor_quota(folder.path().string()) == 0.5);
  write(groups / "user/cpu.max", "a damaged file\n");
  CHECK(processor_quota(folder.path().string()) == 2.5);
}

TEST_CASE("platform: a container sees its own quota at the root" * test::asks_for_linux) {
  const test::TemporaryFolder folder;
  write(folder.path() / "proc/self/cgroup", "0::/\n");
  write(folder.path() / "sys/fs/cgroup/cpu.max", "300000 100000\n");
  CHECK(processor_quota(folder.path().string()) == 3.0);
}

TEST_CASE("platform: control groups of version 1" * test::asks_for_linux) {
  const test::TemporaryFolder folder;
  const fs::path group = folder.path() / "sys/fs/cgroup/cpu/job";
  write(folder.path() / "proc/self/cgroup", "5:memory:/job\n4:cpu,cpuacct:/job\n");
  write(group / "cpu.cfs_period_us", "100000\n");
  write(group / "cpu.cfs_quota_us", "-1\n");
  CHECK_FALSE(processor_quota(folder.path().string()));
  write(group / "cpu.cfs_quota_us", "150000\n");
  CHECK(processor_quota(folder.path().string()) == 1.5);
}

TEST_CASE("platform: memory is what the machine has, and what control groups leave" *
          test::asks_for_linux) {
  const test::TemporaryFolder folder;
  const std::string root = folder.path().string();
  const auto megabytes = [&] { return available_bytes(root).value() >> 20; };
  CHECK_FALSE(available_bytes(root));
  write(folder.path() / "proc/meminfo",
        "MemTotal: 16777216 kB\nMemAvailable: 8388608 kB\nSwapFree: 1048576 kB\n");
  CHECK(megabytes() == 9 * 1024);
  write(folder.path() / "proc/self/cgroup", "4:memory:/old\n0::/user/job\n");
  const fs::path group = folder.path() / "sys/fs/cgroup/user/job";
  write(group / "memory.max", "max\n");
  write(group / "memory.current", text(900 << 20, "\n"));
  CHECK(megabytes() == 9 * 1024);
  write(group / "memory.max", text(1000 << 20, "\n"));
  CHECK(megabytes() == 100 + 1024);  // it may be moved to the disk
  write(group / "memory.stat", text("anon 5\nactive_file ", 50 << 20, "\ninactive_file 0\n"));
  CHECK(megabytes() == 150 + 1024);
  const fs::path old = folder.path() / "sys/fs/cgroup/memory/old";
  write(old / "memory.limit_in_bytes", text(64 << 20, "\n"));
  write(old / "memory.usage_in_bytes", text(70 << 20, "\n"));
  CHECK(megabytes() == 0 + 1024);
  write(old / "memory.limit_in_bytes", "9223372036854771712\n");  // none
  CHECK(megabytes() == 150 + 1024);
}

TEST_CASE("platform: this machine tells its memory" * test::asks_for_linux) {
  CHECK(available_bytes().value() > 0);
}

TEST_CASE("platform: this program and this machine have names" * test::asks_for_linux) {
  CHECK(fs::path(program_path()).filename() == "test_core_base");
  CHECK(boot_name().size() == 36);
  CHECK(network_file_system("/proc").empty());
}
