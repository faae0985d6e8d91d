// What a run writes down while it goes on, in its folder:
//
//   metrics.jsonl   every record, one JSON object a line:
//                   {"step": 10, "loss": 2.30258509, "lr": 0.1, "tokens_per_second": 812.3}
//                   {"epoch": 1, "train_loss": 1.61, "test_loss": 1.48, ...}
//   steps.csv       those of steps, a row each under one header
//   epochs.csv      those of epochs; empty where a record has no such value
//
// Numbers have nine significant digits, shares are fractions, times seconds. The loss of a step is
// of its own batch, before its update.
#pragma once

#include <cstdint>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/training/listener.h>
#include <actlab/training/record.h>
#include <actlab/training/speed.h>

namespace actlab::training {

// Which records a checkpoint knows of: those of its steps, and of its complete epochs.
struct MetricsKept {
  std::int64_t steps = 0;
  std::int64_t epochs = 0;
};

// The files.
class MetricsFiles {
 public:
  // Continues the files of `folder`. What stands in them beyond `kept` is cut off: a run that is
  // resumed will do those steps, and write those records, once more.
  explicit MetricsFiles(const std::string& folder, MetricsKept kept = {});

  // Throws Error where the record cannot be written.
  void write(const Record& record);

 private:
  struct Table {
    std::vector<std::string> columns;
    std::ofstream file;
  };
  std::string csv_path(const std::string& unit) const { return folder_ + "/" + unit + "s.csv"; }
  void rebuild(const std::string& unit);

  std::string folder_;
  std::ofstream jsonl_;
  std::map<std::string, Table, std::less<>> tables_;  // by unit
};

class MetricsLog : public Listener {
 public:
  MetricsLog(std::string folder, std::int64_t every) : folder_(std::move(folder)), every_(every) {}

  void begin(Loop& loop) override;
  void after_update(Loop& loop, const Update& update) override;
  void after_epoch(Loop& loop, Record& record) override;

 private:
  std::string folder_;
  std::int64_t every_;                   // steps between records of the loss
  std::unique_ptr<MetricsFiles> files_;  // opened once the position is known
  Effort since_record_;
};

}  // namespace actlab::training
