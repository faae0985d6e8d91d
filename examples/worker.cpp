// ./run worker: takes trials from a store, trains them one after the other, and writes back what
// came of them. Any number may run, on any machines that reach the store; see docs/cluster.md.
#include <csignal>
#include <functional>
#include <iostream>
#include <string>

#include <actlab/studies/running/training_trial.h>
#include <actlab/studies/running/worker.h>
#include <actlab/tasks/table.h>
#include "examples/program.h"
#include "examples/threads.h"

namespace {

using namespace actlab;
using namespace actlab::studies;

int work(const std::string& store, const std::string& checkpoints, const std::string& data_dir,
         WorkerOptions options) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is an error that can be told
  TrainingTrial train(
      tasks::table(),
      {.checkpoint_folder = checkpoints.empty() ? checkpoint_folder(store) : checkpoints,
       .data_dir = data_dir,
       .drawn_folder = drawn_folder(store)});
  options.prepare = [&] { train.prepare(); };
  run_worker(store, std::ref(train), options, std::cerr);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Trains the trials that wait in a store, until Ctrl-C: the trial under way is saved then "
      "and\n"
      "goes back to waiting.\n"
      "Example: ./run worker --store postgresql://actlab@head/actlab --threads 4 --until-empty",
      "./run worker");
  std::string store = "runs/studies.db";
  std::string checkpoints;
  std::string data_dir;
  double gigabytes = 0.0;
  WorkerOptions options;
  app.add_option("--store", store, "SQLite file, or postgresql://user@host/database")
      ->capture_default_str();
  app.add_option("--study", options.study, "work on this one only")->default_str("all");
  app.add_option("--threads", options.threads, "of this process")
      ->capture_default_str()
      ->check(CLI::Range(1, 1024));
  app.add_option("--memory", gigabytes, "GB of this process; a child that wants more fails; 0: any")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1e5));
  app.add_option("--trial-seconds", options.trial_seconds,
                 "a child that takes longer is pruned; 0: none")
      ->capture_default_str();
  app.add_flag("--until-empty", options.until_empty, "end when nothing waits or runs");
  app.add_option("--name", options.name, "in the store and in messages")
      ->default_str("HOST-PROCESS");
  app.add_option("--lease", options.rules.lease_seconds,
                 "seconds after which a worker that is not heard of is given up")
      ->capture_default_str()
      ->check(CLI::Range(1.0, 86400.0));
  app.add_option("--checkpoints", checkpoints, "folder for children under way")
      ->default_str("STORE.checkpoints; runs/checkpoints for PostgreSQL");
  app.add_option("--data-dir", data_dir, "folder of data sets; else $ACTLAB_DATA, ~/.cache/actlab");
  return run_program(app, argc, argv, [&] {
    note_threads(options.threads, std::cerr);
    options.memory_bytes = static_cast<std::int64_t>(gigabytes * 1e9);
    return work(store, checkpoints, data_dir, options);
  });
}
