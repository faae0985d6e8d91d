#include <actlab/training/memory_report.h>

#include <string_view>

#include <actlab/core/base/formatted.h>
#include <actlab/core/base/platform.h>
#include <actlab/core/base/scratch.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/core/io/json.h>

namespace actlab::training {
namespace {

double mebibytes(std::int64_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

std::string row(std::string_view name, std::int64_t bytes) {
  return formatted("%-22.*s%11.1f", static_cast<int>(name.size()), name.data(), mebibytes(bytes));
}

std::string row(std::string_view name, std::int64_t at_peak, std::int64_t highest) {
  return row(name, at_peak) + formatted("%11.1f", mebibytes(highest));
}

// What the arena took from the system beyond what tensors held at their peak.
std::int64_t waiting(const StorageStatistics& storage) {
  return storage.peak_held_bytes - storage.peak_bytes;
}

}  // namespace

MemoryReport memory_report(const Task& task, std::int64_t idle_bytes) {
  return {.storage = storage_statistics(),
          .scratch_bytes = scratch_bytes(),
          .data_set_bytes = task.data_bytes(),
          .idle_bytes = idle_bytes,
          .process_peak_bytes = peak_resident_bytes()};
}

std::string memory_table(const MemoryReport& report) {
  const StorageStatistics& storage = report.storage;
  std::string table = "memory, MiB           at the peak    highest\n";
  for (std::size_t use = 0; use < kMemoryUses; ++use) {
    table += row(memory_use_name(static_cast<MemoryUse>(use)), storage.at_peak[use],
                 storage.highest[use]) +
             '\n';
  }
  table += row("tensors together", storage.peak_bytes, storage.peak_bytes) + '\n';
  table += row("waiting in the arena", waiting(storage)) + '\n';
  table += row("scratch of threads", report.scratch_bytes) + '\n';
  table += row("data set", report.data_set_bytes) + '\n';
  return table + row("process beyond idle", report.process_peak_bytes - report.idle_bytes) + '\n';
}

void write_memory_report(const std::string& folder, const MemoryReport& report) {
  const StorageStatistics& storage = report.storage;
  Json json;
  for (std::size_t use = 0; use < kMemoryUses; ++use) {
    const std::string name(memory_use_name(static_cast<MemoryUse>(use)));
    json["at_peak"][name] = storage.at_peak[use];
    json["highest"][name] = storage.highest[use];
  }
  json["tensors_peak"] = storage.peak_bytes;
  json["waiting_in_arena"] = waiting(storage);
  json["scratch"] = report.scratch_bytes;
  json["data_set"] = report.data_set_bytes;
  json["process_idle"] = report.idle_bytes;
  json["process_peak"] = report.process_peak_bytes;
  write_file(folder + "/memory.json", json.dump(2) + "\n");
}

}  // namespace actlab::training
