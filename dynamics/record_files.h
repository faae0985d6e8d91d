// The record of a run's looks, in its folder:
//
//   dynamics.jsonl   all of it, one look a line (docs/dynamics.md)
//   dynamics.csv     the numbers that are one for a layer, parameter or run, in long form:
//                    step,name,statistic,value; nothing behind the last comma: cannot be said
#pragma once

#include <memory>
#include <string>

#include <actlab/core/io/line_file.h>
#include <actlab/dynamics/snapshot_sink.h>

namespace actlab::dynamics {

class RecordFiles : public SnapshotSink {
 public:
  explicit RecordFiles(std::string folder) : folder_(std::move(folder)) {}

  // Both throw Error where a file cannot be written.
  void begin(std::int64_t steps_done) override;
  void write(const Layout& layout, const Snapshot& snapshot) override;

 private:
  std::string folder_;
  std::string header_;  // the last one in the file
  std::unique_ptr<LineFile> jsonl_;
  std::unique_ptr<LineFile> csv_;
};

// A statistic of a snapshot by its full name: "layer1.0.act1", "slope.flat", 0.41.
struct NamedStatistic {
  std::string name;       // of the site or parameter; "" of the run
  std::string statistic;  // as its keys in the record
  double value;           // with the nine digits that the record has
};
std::vector<NamedStatistic> statistics(const Snapshot& snapshot);

}  // namespace actlab::dynamics
