// Where the memory of a run went: peak bytes by what they were for.
//
//   memory, MiB           at the peak    highest
//   weights                       1.0        1.0
//   ...
//   tensors together            147.9      147.9
//   waiting in the arena          8.4
//   scratch of threads            8.0
//   data set                      2.9
//   process beyond idle         175.2
//
// "At the peak" is the moment at which tensors together were largest; "highest" is the most of each
// at a moment of its own. The last line is what the system counts: the peak of the process less
// what it held before it began.
#pragma once

#include <cstdint>
#include <string>

#include <actlab/core/tensor/storage.h>
#include <actlab/training/task.h>

namespace actlab::training {

struct MemoryReport {
  StorageStatistics storage;
  std::int64_t scratch_bytes = 0;  // of all threads
  std::int64_t data_set_bytes = 0;
  std::int64_t idle_bytes = 0;  // resident before the run began
  std::int64_t process_peak_bytes = 0;
};

// `idle_bytes` is resident_bytes() as the program began.
MemoryReport memory_report(const Task& task, std::int64_t idle_bytes);

std::string memory_table(const MemoryReport& report);

// Writes folder/memory.json, in bytes. Throws Error where it cannot be written.
void write_memory_report(const std::string& folder, const MemoryReport& report);

}  // namespace actlab::training
