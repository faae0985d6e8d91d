// The task "points": a perceptron learns which class a point of the plane is of.
//
//   loss       cross-entropy of the logits
//   accuracy   the share of points whose largest logit is their class's; the goal
//
// Coordinates are standardised by mean and deviation of the training part. After a run,
// boundary.svg shows where in the plane the network says what.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <actlab/datasets/points/points.h>
#include <actlab/layers/models/model_config.h>
#include <actlab/tasks/row_classification.h>

namespace actlab::tasks {

struct PointsConfig : training::Config, layers::ModelConfig {
  PointsConfig();

  std::string data = "spirals";
  std::int64_t count = 1000;
  double noise = 0.02;

  std::string task() const override { return "points"; }
  std::unique_ptr<training::Config> clone() const override;
  std::string run_name() const override;  // "spirals-sine"

 private:
  Settings own_settings() override;
  void resolve_own() override;
  void check_own() const override;
};

class PointsClassification : public RowClassification {
 public:
  explicit PointsClassification(const PointsConfig& config);

  std::string name() const override { return "points"; }
  std::string unit() const override { return "points"; }
  std::vector<std::string> draw(const std::string& folder) override;

 private:
  struct Prepared;
  PointsClassification(const PointsConfig& config, Prepared prepared);

  std::string title_;
  std::vector<std::string> class_names_;
};

}  // namespace actlab::tasks
