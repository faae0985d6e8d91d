// A whole training run that takes milliseconds: 30 random images of 8 x 8, three classes, and a
// network with everything that has a state (running statistics, an activation parameter, dropout).
#pragma once

#include <memory>
#include <sstream>
#include <string>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/random.h>
#include <actlab/core/io/safetensors.h>
#include <actlab/layers/batch_norm.h>
#include <actlab/layers/conv2d.h>
#include <actlab/layers/dropout.h>
#include <actlab/layers/initialise.h>
#include <actlab/layers/linear.h>
#include <actlab/layers/pool.h>
#include <actlab/layers/sequential.h>
#include <actlab/training/trainer.h>

namespace actlab::test {

inline datasets::Dataset tiny_images(std::int64_t count, std::uint64_t seed) {
  datasets::LabelledImages images;
  images.height = images.width = 8;
  images.class_names = {"a", "b", "c"};
  Random random(seed, Purpose::test);
  for (std::int64_t i = 0; i < count; ++i) {
    images.labels.push_back(i % 3);
    for (int byte = 0; byte < 8 * 8 * 3; ++byte) {
      images.pixels.push_back(static_cast<std::uint8_t>(random.below(200) + 25 * (i % 3)));
    }
  }
  return {"tiny", std::move(images)};
}

inline std::unique_ptr<layers::Layer> tiny_model(const std::string& activation) {
  auto model = std::make_unique<layers::Sequential>();
  model->append<layers::Conv2d>(3, 8, 3, Conv2dOptions{.padding = 1});
  model->append<layers::BatchNorm2d>(8);
  model->append<layers::Activation>(formula::compile(activation), 8);
  model->append<layers::Dropout>(0.2f, 0);
  model->append<layers::GlobalAveragePool>();
  model->append<layers::Linear>(8, 3);
  layers::initialise(*model, layers::InitScheme::he, 0);
  return model;
}

inline training::Config tiny_config(const std::string& optimizer) {
  training::Config config;
  config.optimizer = optimizer;
  config.lr = 0.01;
  config.batch_size = 4;
  config.max_steps = 50;  // eight steps an epoch, the last of two images
  config.log_every = 1;
  config.validation = 0;
  config.label_smoothing = 0.1;
  config.clip_norm = 5.0;
  config.warmup_epochs = 1.0;
  return config;
}

class TinyRun {
 public:
  TinyRun(training::Config config, const std::string& folder, bool resume = false,
          const std::string& activation = "x * sigmoid(beta * x) where beta = 1")
      : config_(std::move(config)),
        data_{tiny_images(30, 1), {}, tiny_images(12, 2), {}},
        model_(tiny_model(activation)),
        optimizer_(training::make_optimizer(config_, *model_)),
        loader_(data_.train, training::loader_options(config_, data_)),
        progress_(output_, training::Progress::Style::quiet),
        trainer_(config_, data_, loader_, *model_, *optimizer_, folder, progress_, resume) {}

  layers::Layer& model() { return *model_; }
  training::Trainer& trainer() { return trainer_; }
  training::TrainingResult run() { return trainer_.run(); }

  // Runs until `step` updates have been made.
  training::TrainingResult run_to(std::int64_t step) {
    trainer_.stop_when([this, step] { return trainer_.state().step >= step; });
    return trainer_.run();
  }

 private:
  training::Config config_;
  training::TrainingData data_;
  std::unique_ptr<layers::Layer> model_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  datasets::Loader loader_;
  std::ostringstream output_;
  training::Progress progress_;
  training::Trainer trainer_;
};

}  // namespace actlab::test
