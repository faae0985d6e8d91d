// Trainer: the loop. For each batch: forward, loss, backward, update; after each epoch: evaluate,
// write down, save.
//
//   Trainer trainer(config, data, loader, *model, *optimizer, folder, progress);
//   TrainingResult result = trainer.run();
//
// The run is a function of the Config and the seed alone: the same bits at any number of threads,
// and however often it was stopped and resumed.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <actlab/datasets/loader.h>
#include <actlab/layers/layer.h>
#include <actlab/optim/optimizer.h>
#include <actlab/training/config.h>
#include <actlab/training/evaluation.h>
#include <actlab/training/learner.h>
#include <actlab/training/metrics.h>
#include <actlab/training/progress.h>
#include <actlab/training/setup.h>

namespace actlab::training {

struct TrainingResult {
  std::int64_t steps = 0;
  bool interrupted = false;
  double train_loss = 0.0;  // means of the last epoch
  double train_accuracy = 0.0;
  std::optional<double> test_accuracy;
  std::optional<double>
      best_accuracy;  // of validation images where there are any, else of the test's
  std::int64_t best_step = 0;
  // of this process, over all its steps
  double images_per_second = 0.0;
  double waited_for_data = 0.0;  // share of the time of a step
};

class Trainer {
 public:
  // Keeps references: all but the config and the folder must outlive the trainer. `loader` gives
  // the batches of data.train. With `resume`, goes on from folder/last.safetensors. Throws Error
  // where flush-to-zero is on.
  Trainer(const Config& config, const TrainingData& data, datasets::Loader& loader,
          layers::Layer& model, optim::Optimizer& optimizer, const std::string& folder,
          Progress& progress, bool resume = false);

  // Asked after each step; once it says true, the run saves and ends.
  void stop_when(std::function<bool()> stop) { stop_ = std::move(stop); }

  // Throws Divergence, and Error where something cannot be written; the checkpoint on the disk is
  // then still the one before.
  TrainingResult run();

  const TrainingState& state() const { return learner_.state(); }

 private:
  void train_step();
  void log_step(const Learner::Step& step);
  void show_progress();
  void end_epoch();
  void finish_cut_epoch();
  EpochRecord evaluate_epoch();
  void save_last();
  void save_if_best(const EpochRecord& record);

  Config config_;
  const TrainingData& data_;
  layers::Layer& model_;
  std::string folder_;
  Progress& progress_;
  std::int64_t steps_per_epoch_;
  std::int64_t total_steps_;
  Learner learner_;
  std::optional<MetricsLog> metrics_;  // opened once the position is known
  std::function<bool()> stop_;
  TrainingResult result_;

  // What it took, for images a second and the time that is left.
  struct Effort {
    double seconds = 0.0;
    double waited = 0.0;  // seconds of these until the loader gave the batch
    std::int64_t images = 0;
    std::int64_t steps = 0;
    double images_per_second() const;
  };
  Effort since_record_;
  Effort since_epoch_;
  Effort since_start_;
};

}  // namespace actlab::training
