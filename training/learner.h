// Learner: a model, its optimizer, the batches and the rate, and the update that brings them
// together:
//
//   batch -> forward -> cross_entropy -> backward -> finite? -> clip -> optimizer step
//
// What surrounds the updates (evaluation, records, files) is the business of whoever calls step():
// the Trainer of a run, or a trial of a study.
#pragma once

#include <cstdint>
#include <string>

#include <actlab/datasets/loader.h>
#include <actlab/layers/layer.h>
#include <actlab/optim/optimizer.h>
#include <actlab/optim/schedule.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/config.h>

namespace actlab::training {

class Learner {
 public:
  // Keeps references: the loader, the model and the optimizer must outlive the learner. The rate
  // follows the config's schedule. Throws Error where flush-to-zero is on.
  Learner(const Config& config, datasets::Loader& loader, layers::Layer& model,
          optim::Optimizer& optimizer);

  struct Step {
    double loss = 0.0;  // of the batch, before the update
    double lr = 0.0;
    std::int64_t images = 0;
    double seconds = 0.0;
    double waited = 0.0;  // seconds of these until the loader gave the batch
  };
  // One update. Throws Divergence; nothing has changed then.
  Step step();

  void save(const std::string& path) const;
  // Goes on where the checkpoint stood. Throws Error where it is none or does not fit.
  void restore(const std::string& path);

  // Another course of the rate from here on.
  void set_schedule(optim::Schedule schedule) { schedule_ = std::move(schedule); }
  double lr_at(std::int64_t step) const { return schedule_(step); }

  const TrainingState& state() const { return state_; }
  TrainingState& state() { return state_; }
  void clear_epoch_sums();

 private:
  double label_smoothing_;
  double clip_norm_;
  datasets::Loader& loader_;
  layers::Layer& model_;
  optim::Optimizer& optimizer_;
  optim::Schedule schedule_;
  TrainingState state_;
};

}  // namespace actlab::training
