// A whole training run that takes milliseconds: 30 random images of 8 x 8, three classes, and a
// network with everything that has a state (running statistics, an activation parameter, dropout).
#pragma once

#include <functional>
#include <memory>
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
#include <actlab/tasks/image_classification.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/checkpoints.h>
#include <actlab/training/evaluation.h>
#include <actlab/training/metrics.h>
#include <actlab/training/setup.h>
#include <actlab/training/speed.h>

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

inline tasks::ImageClassificationConfig tiny_config(const std::string& optimizer) {
  tasks::ImageClassificationConfig config;
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

inline std::shared_ptr<const tasks::ImageData> tiny_data() {
  return std::make_shared<const tasks::ImageData>(
      tasks::ImageData{tiny_images(30, 1), {}, tiny_images(12, 2), {}});
}

// Stops a loop once so many updates have been made; may do something after each before.
class StopAt : public training::Listener {
 public:
  std::int64_t step = INT64_MAX;
  std::function<void(std::int64_t step)> after_each = [](std::int64_t) {};

  void begin(training::Loop& loop) override { look(loop); }
  void after_update(training::Loop& loop, const training::Update&) override {
    after_each(loop.steps_done());
    look(loop);
  }

 private:
  void look(training::Loop& loop) const {
    if (loop.steps_done() >= step) loop.stop("enough");
  }
};

// What ./run train does, but for what a person sees.
class TinyRun {
 public:
  TinyRun(const tasks::ImageClassificationConfig& config, const std::string& folder,
          bool resume = false,
          const std::string& activation = "x * sigmoid(beta * x) where beta = 1")
      : task(config, tiny_data(), tiny_model(activation)),
        optimizer(training::make_optimizer(config, task.model())),
        loop(training::make_loop(config, task, *optimizer)),
        log(folder, config.log_every),
        checkpoints(folder, {config.checkpoint_every, training::kept_epochs(config)}) {
    loop.with(stop_at).with(evaluation).with(speed).with(log).with(checkpoints);
    if (resume) checkpoints.resume(loop);
  }

  training::Ended run() { return loop.run(); }
  // Runs until `step` updates have been made.
  training::Ended run_to(std::int64_t step) {
    stop_at.step = step;
    return loop.run();
  }
  double test_accuracy() const {
    return training::find_measure(evaluation.last(training::Part::test).value().measures,
                                  "accuracy")
        .value();
  }

  tasks::ImageClassification task;
  std::unique_ptr<optim::Optimizer> optimizer;
  training::Loop loop;
  StopAt stop_at;
  training::Evaluation evaluation;
  training::Speed speed;
  training::MetricsLog log;
  training::Checkpoints checkpoints;
};

}  // namespace actlab::test
