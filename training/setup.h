// From a Config to the objects of a run: data, model, optimizer, schedule.
#pragma once

#include <memory>
#include <optional>

#include <actlab/datasets/images/augmentation.h>
#include <actlab/datasets/images/dataset.h>
#include <actlab/datasets/images/open_dataset.h>
#include <actlab/datasets/loader.h>
#include <actlab/layers/layer.h>
#include <actlab/optim/optimizer.h>
#include <actlab/optim/schedule.h>
#include <actlab/training/config.h>

namespace actlab::training {

struct TrainingData {
  datasets::Dataset train;
  std::optional<datasets::Dataset> validation;  // taken out of the training set
  std::optional<datasets::Dataset> test;        // only where it is to be evaluated
  datasets::Normalisation normalisation;
};

// All of these throw what datasets, layers and optim throw.
datasets::OpenOptions open_options(const Config& config);
TrainingData open_data(const Config& config);
datasets::Normalisation normalisation(const Config& config, const datasets::Dataset& dataset);
datasets::LoaderOptions loader_options(const Config& config, const TrainingData& data);

// Initialised by the seed, or from the weights that --init names.
std::unique_ptr<layers::Layer> make_model(const Config& config, std::int64_t classes);
std::int64_t parameter_count(const layers::Module& model);

// Groups as the parameters say (optim/groups.h); those of activations without weight decay unless
// asked for.
std::unique_ptr<optim::Optimizer> make_optimizer(const Config& config, const layers::Module& model);

// How many updates the run makes: the shorter of --epochs and --max-steps; where neither is given,
// kDefaultSteps.
std::int64_t total_steps(const Config& config, std::int64_t steps_per_epoch);
inline constexpr std::int64_t kDefaultSteps = 600;

optim::Schedule make_schedule(const Config& config, std::int64_t steps_per_epoch);

}  // namespace actlab::training
