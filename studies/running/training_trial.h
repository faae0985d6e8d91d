// The trial that trains: a network with the trial's formula as its activation, for as many steps as
// its budget says, rewarded by what its task aims at (training/task.h), on validation examples.
//
//   TrainingTrial train(tasks::table(), {.checkpoint_folder = "runs/studies.checkpoints"});
//   options.prepare = [&] { train.prepare(); };
//   run_worker("runs/studies.db", std::ref(train), options, std::cerr);
//
// A trial is a function of its configuration (training_trial_spec.h), formula, seed and budget
// alone: the same bits at any number of threads, on machines of one kind, and however often it was
// killed. Checkpoints only save time: where a file is missing or damaged, the trial starts from
// nothing and comes to the same reward.
//
// Seeds: the trial's is of the initialisation, data order and augmentation. The configuration's is
// of the validation split (and of the images of `shapes`), so that all trials of a study compare on
// the same images.
//
// Results: `diverged`, reward 0, where a loss or gradient is no longer finite; pruned, with the
// reward reached, where the child is hopeless. Metrics: train_loss (a mean since the record
// before), lr and images_per_second (or the task's other unit) some ten times a trial;
// validation_loss and validation_accuracy (or the task's other measures) where evaluated;
// the same of the test part at the end where the configuration asks to `evaluate`; what a task
// draws whose test waits for the end (translations) stands in drawn_folder/trial-ID then. A
// result's remark ends with where it was trained: bits are the same on processors of one kind with
// the same kernels.
#pragma once

#include <cstdint>
#include <string>

#include <actlab/studies/running/training_trial_spec.h>
#include <actlab/studies/running/worker.h>
#include <actlab/training/task_table.h>

namespace actlab::studies {

// "on AMD EPYC, avx512 kernels, OpenBLAS core SkylakeX": what decides the last bits of a result.
std::string where_trained();

struct TrainingTrialOptions {
  std::string checkpoint_folder;     // shared by the workers, or of each machine alone
  std::string data_dir = "";         // of this machine; empty: the configuration's
  std::string drawn_folder = "";     // empty: nothing drawn is kept
  double checkpoint_seconds = 60.0;  // between checkpoints of a trial under way
  std::int64_t records = 10;         // of the metrics, a trial
};

// "runs/studies.checkpoints" for the SQLite store runs/studies.db; "runs/checkpoints" for others.
std::string checkpoint_folder(const std::string& store_address);

// "runs/studies.drawn", or "runs/drawn"; and what a trial has there.
std::string drawn_folder(const std::string& store_address);
std::string drawn_folder_of(const std::string& folder, std::int64_t trial);

// A RunTrial for run_worker.
class TrainingTrial {
 public:
  TrainingTrial(training::TaskTable tasks, TrainingTrialOptions options);

  // Makes the folder of checkpoints. Throws Error where it cannot.
  void prepare() const;

  // Throws Error and UsageError for what cannot be trained: a failed attempt.
  TrialResult operator()(const Trial& trial, TrialProgress& progress);

 private:
  training::TaskTable tasks_;
  TrainingTrialOptions options_;
};

}  // namespace actlab::studies
