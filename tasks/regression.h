// The task "regression": a perceptron learns a number from numbers.
//
//   loss   mean squared error of the standardised target
//   mse    mean squared error in the target's own units; the goal, lower is better
//
// The data is a formula of x, sampled evenly at random over a range and blurred by noise, or
// columns of a CSV file, of which a fifth of the rows, drawn by the seed, is the test part. All
// columns are standardised by mean and deviation of the training part. After a run, fit.svg shows
// target and prediction: over x where there is one input, else one against the other.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <actlab/core/base/random.h>
#include <actlab/layers/models/model_config.h>
#include <actlab/tasks/table_task.h>

namespace actlab::tasks {

inline constexpr Purpose kRegressionData{11};

struct RegressionConfig : training::Config, layers::ModelConfig {
  RegressionConfig();

  std::string target = "sin(3*x) + 0.3*x";
  std::string range = "-3,3";
  double noise = 0.0;
  std::int64_t count = 1000;
  std::string data;
  std::string target_column;

  std::string task() const override { return "regression"; }
  std::unique_ptr<training::Config> clone() const override;
  std::string run_name() const override;  // "sin-3-x-0.3-x-swish"

 private:
  Settings own_settings() override;
  void resolve_own() override;
  void check_own() const override;
};

// Mean and deviation of a column of the training part.
struct ColumnScale {
  double mean = 0.0;
  double deviation = 1.0;
};

class Regression : public TableTask {
 public:
  // Throws UsageError for a target that takes parameters, is not finite on the range or is the same
  // everywhere, and for an unknown column; Error for a file that cannot be learned from.
  explicit Regression(const RegressionConfig& config);

  std::string name() const override { return "regression"; }
  std::string unit() const override { return "rows"; }
  training::Goal goal() const override { return {"mse", training::Goal::Better::lower}; }
  std::string shown(std::string_view measure, double value) const override;
  std::vector<std::string> draw(const std::string& folder) override;
  // How the columns were before they were standardised.
  const std::vector<ColumnScale>& input_scales() const { return inputs_; }
  const ColumnScale& target_scale() const { return target_; }

  struct Prepared {
    RowParts parts;
    std::vector<ColumnScale> inputs;
    ColumnScale target;
    std::string target_name;
    std::string input_name;  // of the only one
  };

 private:
  Regression(const RegressionConfig& config, Prepared prepared);
  training::Outcome outcome(const Rows& rows) override;

  std::vector<ColumnScale> inputs_;
  ColumnScale target_;
  std::string title_;
  std::string target_name_;
  std::string input_name_;
};

}  // namespace actlab::tasks
