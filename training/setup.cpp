#include <actlab/training/setup.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/io/safetensors.h>
#include <actlab/layers/models/registry.h>
#include <actlab/optim/adam.h>
#include <actlab/optim/groups.h>
#include <actlab/optim/rmsprop.h>
#include <actlab/optim/sgd.h>
#include <actlab/training/checkpoint.h>

namespace actlab::training {
namespace {

void override_with(const std::optional<ThreeNumbers>& given, std::array<float, 3>& numbers) {
  if (!given) return;
  std::ranges::transform(*given, numbers.begin(),
                         [](double number) { return static_cast<float>(number); });
}

std::vector<optim::ParameterGroup> parameter_groups(const Config& config,
                                                    const layers::Module& model) {
  optim::GroupOptions options{.weight_decay = weight_decay(config)};
  if (config.decay_activation) options.without_decay.clear();
  return optim::groups_of(model, options);
}

}  // namespace

datasets::Normalisation normalisation(const Config& config, const datasets::Dataset& dataset) {
  datasets::Normalisation result = dataset.normalisation();
  override_with(config.mean, result.mean);
  override_with(config.std, result.std);
  return result;
}

datasets::OpenOptions open_options(const Config& config) {
  return {.data_dir = config.data_dir,
          .seed = static_cast<std::uint64_t>(config.seed),
          .image_side = config.image_side};
}

TrainingData open_data(const Config& config) {
  const datasets::OpenOptions options = open_options(config);
  datasets::Dataset all = open_dataset(config.data, datasets::Part::train, options);
  TrainingData data{all, {}, {}, normalisation(config, all)};
  if (config.validation > 0) {
    auto split = split_validation(all, config.validation, static_cast<std::uint64_t>(config.seed));
    data.train = split.train;
    data.validation = split.validation;
  }
  if (config.evaluate) data.test = open_dataset(config.data, datasets::Part::test, options);
  return data;
}

datasets::LoaderOptions loader_options(const Config& config, const TrainingData& data) {
  return {.batch_size = config.batch_size,
          .shuffle = config.shuffle,
          .augment = config.augment,
          .seed = static_cast<std::uint64_t>(config.seed),
          .normalisation = data.normalisation};
}

std::unique_ptr<layers::Layer> make_model(const Config& config, std::int64_t classes) {
  auto model = layers::make_model(
      config.model, {.classes = classes,
                     .activation = config.activation,
                     .shortcut = config.shortcut == "b" ? layers::Shortcut::b : layers::Shortcut::a,
                     .batch_norm_scale = config.batch_norm_scale,
                     .init_scheme = config.init_scheme == "lecun" ? layers::InitScheme::lecun
                                                                  : layers::InitScheme::he,
                     .seed = static_cast<std::uint64_t>(config.seed)});
  if (!config.init.empty()) load_weights(*model, config.init);
  return model;
}

std::int64_t parameter_count(const layers::Module& model) {
  std::int64_t count = 0;
  for (const NamedParameter& parameter : model.parameters()) {
    count += parameter.tensor.elements();
  }
  return count;
}

std::unique_ptr<optim::Optimizer> make_optimizer(const Config& config,
                                                 const layers::Module& model) {
  std::vector<optim::ParameterGroup> groups = parameter_groups(config, model);
  if (config.optimizer == "sgd") {
    return std::make_unique<optim::SGD>(
        std::move(groups),
        optim::SGDOptions{.momentum = config.momentum, .nesterov = config.nesterov});
  }
  if (config.optimizer == "rmsprop") {
    return std::make_unique<optim::RMSProp>(
        std::move(groups), optim::RMSPropOptions{.alpha = config.alpha,
                                                 .momentum = config.momentum,
                                                 .epsilon = epsilon(config),
                                                 .epsilon_inside = config.epsilon_inside});
  }
  return std::make_unique<optim::Adam>(
      std::move(groups), optim::AdamOptions{.epsilon = epsilon(config),
                                            .decoupled_weight_decay = config.optimizer == "adamw"});
}

std::int64_t total_steps(const Config& config, std::int64_t steps_per_epoch) {
  if (!config.epochs) return config.max_steps.value_or(kDefaultSteps);
  const std::int64_t of_epochs = *config.epochs * steps_per_epoch;
  return std::min(of_epochs, config.max_steps.value_or(of_epochs));
}

optim::Schedule make_schedule(const Config& config, std::int64_t steps_per_epoch) {
  const double lr = learning_rate(config);
  const std::int64_t total = total_steps(config, steps_per_epoch);
  optim::Schedule schedule = optim::constant(lr);
  if (config.schedule == "cosine") schedule = optim::cosine(lr, total);
  if (config.schedule == "one-cycle") schedule = optim::one_cycle(lr, total);
  if (config.schedule == "steps") {
    schedule = optim::steps(lr, config.lr_steps, config.lr_factor);
  }
  const double warm_up_steps = config.warmup_epochs * static_cast<double>(steps_per_epoch);
  return optim::warm_up(std::llround(warm_up_steps), std::move(schedule));
}

}  // namespace actlab::training
