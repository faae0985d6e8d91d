// What decides a run that classifies images.
#pragma once

#include <memory>
#include <string>

#include <actlab/datasets/images/image_config.h>
#include <actlab/layers/models/model_config.h>
#include <actlab/training/config.h>

namespace actlab::tasks {

struct ImageClassificationConfig : training::Config, datasets::ImageConfig, layers::ModelConfig {
  double label_smoothing = 0.0;
  double auxiliary_weight = 0.4;  // of the loss of a network's auxiliary head

  std::string task() const override { return "images"; }
  std::unique_ptr<training::Config> clone() const override;
  std::string run_name() const override;  // "shapes-resnet20-swish"

 private:
  Settings own_settings() override;
  void resolve_own() override;
  void check_own() const override;
};

}  // namespace actlab::tasks
