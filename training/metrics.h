// What a run writes down while it goes on: metrics.jsonl and metrics.csv in its folder.
//
//   {"step": 10, "loss": 2.30258509, "lr": 0.1, "images_per_second": 812.3}
//   {"epoch": 1, "train_loss": 1.61, "train_accuracy": 0.41, "test_accuracy": 0.48, ...}
//
// One JSON object a line; the CSV has the same records, one a row, with empty cells where a record
// has no such value. Numbers have nine significant digits, accuracies are fractions, times seconds.
#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace actlab::training {

struct StepRecord {
  std::int64_t step = 0;  // 1 is the first
  double loss = 0.0;      // of this step's own batch, before its update
  double lr = 0.0;
  double images_per_second = 0.0;  // since the record before
};

struct EpochRecord {
  std::int64_t epoch = 0;  // 1 is the first; the last may be cut short by --max-steps
  double train_loss = 0.0;
  double train_accuracy = 0.0;  // of the augmented images, while the weights changed
  std::optional<double> validation_loss;
  std::optional<double> validation_accuracy;
  std::optional<double> test_loss;
  std::optional<double> test_accuracy;
  double lr = 0.0;
  double seconds = 0.0;  // without evaluation, since the epoch or the resumed run began
  double images_per_second = 0.0;
};

// Which records a checkpoint knows of: those of its steps, and of its complete epochs.
struct MetricsKept {
  std::int64_t steps = 0;
  std::int64_t epochs = 0;
};

class MetricsLog {
 public:
  // Continues the files of `folder`. What stands in them beyond `kept` is cut off: a run that is
  // resumed will do those steps, and write those records, once more.
  explicit MetricsLog(const std::string& folder, MetricsKept kept = {});

  // Both throw Error where the record cannot be written.
  void write(const StepRecord& record);
  void write(const EpochRecord& record);

 private:
  using Cells = std::vector<std::pair<std::string, std::string>>;  // name and number, in order
  void write(const Cells& cells);

  std::string folder_;
  std::ofstream jsonl_;
  std::ofstream csv_;
};

}  // namespace actlab::training
