// What only the operating system knows or does, and not every one the same way. platform.cpp is the
// one file that includes headers of Linux or reads /proc; where there is no Linux, a fallback of
// plain POSIX answers "not known" (0, an empty text) and nothing is wrong, only less is known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace actlab {

// Memory of this process as the system sees it, in bytes; 0 where it does not tell. Not getrusage
// on Linux: its maximum is inherited from the program that called exec, so that a small program
// started by a large one would seem large.
std::int64_t resident_bytes();       // pages in memory now
std::int64_t peak_resident_bytes();  // the most there ever were

// Memory of so many bytes and more is aligned to them, for the system to use huge pages.
inline constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t whole_huge_pages(std::size_t bytes) {
  return (bytes + kHugePage - 1) / kHugePage * kHugePage;
}
// Asks for huge pages; an advice, which may be ignored.
void advise_huge_pages(void* memory, std::size_t bytes);

// Addresses in a row without memory behind them, for as much as the machine has, from a multiple of
// a huge page on; they cost nothing. Empty where the system has no such thing, or where it bounds
// the addresses of a process (ulimit -v).
std::span<std::byte> reserve_addresses();
// Memory for some of them, of whole pages; false where there is none.
bool back_addresses(std::byte* begin, std::size_t bytes);
// Returns that memory; the addresses stay reserved.
void unback_addresses(std::byte* begin, std::size_t bytes);

// How many processors' time this process may use: the quota of its control group (containers,
// batch systems). Nothing where there is no quota.
std::optional<double> processor_quota();

// The same, of a file system that is mounted at `root`: what a process in the control group named
// by root/proc/self/cgroup may use. For tests.
std::optional<double> processor_quota(const std::string& root);

// Memory that this process may still fill before the system ends it, in bytes: what the machine has
// available, swap included, and no more than its control groups leave. Nothing where the system
// does not tell.
std::optional<std::int64_t> available_bytes();

// The same, of a file system that is mounted at `root`. For tests.
std::optional<std::int64_t> available_bytes(const std::string& root);

// "AMD EPYC 7B13", as the system names its processor; the architecture where it names none.
std::string processor_name();

// This program's own file; empty where the system does not tell.
std::string program_path();

// Names this start of the machine, so that a process of before it can be told from a new one.
std::string boot_name();

// "NFS" and others for a folder on a file system of the network; empty for one of this machine.
std::string network_file_system(const std::string& folder);

// Lets SIGTERM reach this process when its parent ends, where the system can do that.
void end_with_parent();

}  // namespace actlab
