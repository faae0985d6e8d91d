// What the programs around studies share: where the store is, and the workers of this machine.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/base/platform.h>
#include <actlab/studies/running/training_trial.h>
#include <actlab/studies/running/worker_processes.h>
#include <actlab/studies/store/store.h>
#include <actlab/studies/store/store_address.h>
#include <actlab/training/interrupt.h>
#include "examples/command_line.h"

namespace actlab {

struct StoreFlag {
  std::string store = "runs/studies.db";

  explicit StoreFlag(CLI::App& app) {
    app.add_option("--store", store, "SQLite file, or postgresql://user@host/database")
        ->capture_default_str();
  }

  // Where no store can be there yet, a command checks what it was told before it makes one.
  bool may_exist() const { return studies::is_postgres(store) || std::filesystem::exists(store); }

  // While the database is away, says so and waits, until Ctrl-C.
  studies::TrialStore open(studies::Missing missing, const training::InterruptGuard& guard) const {
    studies::require_store_address(store);
    if (missing == studies::Missing::create && !studies::is_postgres(store)) {
      const std::filesystem::path folder = std::filesystem::path(store).parent_path();
      std::error_code reason;  // the store says what is wrong
      if (!folder.empty()) std::filesystem::create_directories(folder, reason);
    }
    return studies::TrialStore::open(store, missing, [&](const std::string& why, double) {
      std::cerr << why << "; waiting\n";
      return !guard.interrupted();
    });
  }
};

// The study called `name`, or the only one where it is empty.
inline studies::Study named_or_only(studies::TrialStore& store, const std::string& name) {
  if (!name.empty()) return store.get_study(name);
  const std::vector<studies::Study> all = store.studies();
  if (all.size() == 1) return all.front();
  return store.get_study("");  // names those that exist
}

// A study's name as part of a file's.
inline std::string file_name_of(std::string study) {
  std::ranges::replace_if(
      study, [](unsigned char c) { return std::isalnum(c) == 0; }, '-');
  return study;
}

// Workers that a program starts by itself.
class LocalWorkerFlags {
 public:
  explicit LocalWorkerFlags(CLI::App& app) {
    app.add_option("--workers", workers_, "processes on this machine; 0: others do the work")
        ->default_str("one a core")
        ->check(CLI::Range(0, 1024));
    app.add_option("--threads", threads_, "of each worker")
        ->default_str("cores / workers")
        ->check(CLI::Range(1, 1024));
    app.add_option("--memory", memory_, "GB of each worker; a child that wants more fails")
        ->default_str("0.8 of the machine / workers")
        ->check(CLI::Range(0.1, 1e5));
    app.add_option("--trial-seconds", trial_seconds_,
                   "a child that takes longer is pruned; 0: none")
        ->capture_default_str();
    app.add_option("--data-dir", data_dir_,
                   "folder of data sets; else $ACTLAB_DATA, ~/.cache/actlab");
  }

  int count() const { return workers_ >= 0 ? workers_ : cores(); }
  const std::string& data_dir() const { return data_dir_; }

  // Starts them on one study.
  std::unique_ptr<studies::WorkerProcesses> start(const std::string& store,
                                                  const std::string& study,
                                                  studies::WorkerProcesses::Say say) const {
    namespace fs = std::filesystem;
    const int share = std::max(1, count());
    std::vector<std::string> command = {
        (fs::path(program_path()).parent_path() / "worker").string(),
        "--store",
        store,
        "--study",
        study,
        "--threads",
        text(threads_ > 0 ? threads_ : std::max(1, cores() / share)),
        "--memory",
        text(memory_ > 0.0 ? memory_ : 0.8 * machine_memory() / share),
        "--trial-seconds",
        text(trial_seconds_)};
    if (!data_dir_.empty()) command.insert(command.end(), {"--data-dir", data_dir_});
    fs::path logs = studies::checkpoint_folder(store);
    logs.replace_extension("logs");
    return std::make_unique<studies::WorkerProcesses>(std::move(command), count(), logs.string(),
                                                      file_name_of(study), std::move(say));
  }

 private:
  static int cores() { return actlab::threads(); }
  static double machine_memory() {  // GB
    return 1e-9 * static_cast<double>(sysconf(_SC_PHYS_PAGES)) *
           static_cast<double>(sysconf(_SC_PAGESIZE));
  }

  int workers_ = -1;
  int threads_ = 0;
  double memory_ = 0.0;
  double trial_seconds_ = 0.0;
  std::string data_dir_;
};

}  // namespace actlab
