// Checkpoints: safetensors that hold all that a run needs to go on, bit for bit.
//
//   last.safetensors   weights and buffers under PyTorch's names, the optimizer's state under
//                      "optimizer.", and the TrainingState as metadata; written whole or not at all
//   best.safetensors   weights and buffers of the best epoch, to be used elsewhere
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <actlab/core/io/safetensors.h>
#include <actlab/datasets/loader.h>
#include <actlab/layers/module.h>
#include <actlab/optim/optimizer.h>

namespace actlab::training {

// What a run is besides its tensors. Everything random is a function of seed, epoch and position,
// and the learning rate one of the step, so these few numbers are enough.
struct TrainingState {
  std::int64_t step = 0;  // updates made
  datasets::LoaderPosition position;
  // of the epoch that is under way
  double epoch_loss = 0.0;  // sum over images
  std::int64_t epoch_correct = 0;
  std::int64_t epoch_images = 0;
  // of the run
  std::optional<double> best_accuracy;  // of the validation images, or of the test's without any
  std::int64_t best_step = 0;
  std::optional<double> test_accuracy;  // at the end of the last epoch
};

void save_checkpoint(const std::string& path, const layers::Module& model,
                     const optim::Optimizer& optimizer, const TrainingState& state);

// Restores the model and the optimizer. Throws Error where the file is no checkpoint or does not
// fit either.
TrainingState load_checkpoint(const std::string& path, layers::Module& model,
                              optim::Optimizer& optimizer);

void save_weights(const std::string& path, const layers::Module& model, const Metadata& metadata);

// Weights of any safetensors file with PyTorch's names, checkpoints included. Activation parameters
// that it lacks stay at their defaults.
void load_weights(layers::Module& model, const std::string& path);

}  // namespace actlab::training
