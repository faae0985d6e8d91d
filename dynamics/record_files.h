// The record of a run's looks, in its folder:
//
//   dynamics.jsonl   all of it, one look a line (docs/dynamics.md)
//   dynamics.csv     the numbers that are one for a layer, parameter or run, in long form:
//                    step,name,statistic,value; nothing behind the last comma: cannot be said
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <actlab/core/io/line_file.h>
#include <actlab/dynamics/snapshot_sink.h>
#include <actlab/training/listener.h>

namespace actlab::dynamics {

// As a listener of the loop it keeps in checkpoints how many looks there are, so that a resumed run
// says where some are gone; and it cuts what is beyond the checkpoint where nobody looks any more.
class RecordFiles : public SnapshotSink, public training::Listener {
 public:
  using Say = std::function<void(const std::string& line)>;

  explicit RecordFiles(
      std::string folder, Say say = [](const std::string&) {})
      : folder_(std::move(folder)), say_(std::move(say)) {}

  // Both throw Error where a file cannot be written. Looks up to `steps_done` stay: the one of that
  // step is whole, and is replaced where it is taken again. Both files then have the same looks.
  void begin(std::int64_t steps_done) override;
  void write(const Layout& layout, const Snapshot& snapshot) override;

  void begin(training::Loop& loop) override;
  void save(training::Checkpoint& checkpoint) const override;
  void load(const training::Checkpoint& checkpoint) override;

 private:
  void open(std::int64_t end);
  void rebuild_csv();
  std::int64_t looks_before(std::int64_t step) const;

  std::string folder_;
  Say say_;
  bool begun_ = false;
  std::int64_t known_ = 0;           // looks before its step that the checkpoint knows of
  std::vector<std::int64_t> steps_;  // of the looks in the files
  std::string header_;               // the last one in the file
  bool csv_has_header_ = false;
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
