#include "examples/grid_flags.h"

#include <csignal>
#include <iostream>

#include "examples/grid_table.h"
#include "examples/study_loop.h"

namespace actlab {
namespace {

// What of training::Config is the same in all cells of a grid; the rest the grid says.
const std::vector<std::string> kChildFields = {
    "validation",      "augment",  "shortcut",      "init-scheme",      "batch-size",
    "optimizer",       "lr",       "momentum",      "nesterov",         "weight-decay",
    "clip-norm",       "schedule", "warmup-epochs", "decay-activation", "lr-factor",
    "label-smoothing", "lr-steps", "evaluate",      "allow-constant"};

}  // namespace

GridFlags::GridFlags(CLI::App& command, studies::Grid defaults)
    : grid_(std::move(defaults)),
      child_(command, kChildFields, grid_.child.config),
      workers_(command) {
  const auto list = [](CLI::Option* option) {
    option->delimiter(',')->capture_default_str()->expected(1, 1000);
  };
  list(command.add_option("--data", grid_.data,
                          "data sets: shapes, cifar10, cifar100, folder:PATH"));
  list(command.add_option("--models", grid_.models, "networks"));
  command.add_option("--seeds", grid_.seeds, "trainings of each")->capture_default_str();
  command.add_option("--first-seed", grid_.first_seed, "the others follow")->capture_default_str();
  command.add_option("--steps", grid_.steps, "of each training")->capture_default_str();
  command.add_option("--output", output_, "the tables also as OUTPUT.md and OUTPUT.csv");
}

int GridFlags::run(const StoreFlag& store_flag, const std::string& name,
                   const std::vector<std::string>& activations) {
  const training::InterruptGuard guard;
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is an error that can be told
  child_.apply(grid_.child.config);
  grid_.activations = activations;
  studies::TrialStore store = store_flag.open(studies::Missing::create, guard);
  const studies::Study study = studies::open_grid(store, name, grid_);
  run_to_the_end(store, study, store_flag, workers_, guard);
  if (guard.interrupted()) {
    std::cout << "interrupted; the same command continues\n";
    return training::kInterruptedExitCode;
  }
  const GridTables tables(studies::grid_rows(store, study.id));
  std::cout << tables.markdown();
  if (!output_.empty()) tables.write(output_);
  return 0;
}

}  // namespace actlab
