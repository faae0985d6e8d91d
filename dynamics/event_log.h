// The event file of a run, for TensorBoard: what metrics.jsonl and dynamics.jsonl hold, as scalars
// and histograms, in RUN/events.out.tfevents.SECONDS.actlab.
//
//   loss, lr                  of the steps that metrics.jsonl has
//   epoch/train_loss, ...     of epochs
//   slope.flat/layer1.0.act1  every number of a look (record_files.h), by statistic, so that
//                             TensorBoard shows the layers of one statistic together
//   z/layer1.0.act1           histograms: z, y, gradient, parameter_gradient
//
// A run that is resumed goes on in the same file: what was written after the checkpoint is cut off.
// Where the file cannot be written, that is said once, and the run goes on without it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <actlab/dynamics/event_file.h>
#include <actlab/dynamics/snapshot_sink.h>
#include <actlab/training/listener.h>

namespace actlab::dynamics {

class EventLog : public training::Listener, public SnapshotSink {
 public:
  using Say = std::function<void(const std::string& line)>;

  // `every`: steps between records of the loss.
  EventLog(std::string folder, std::int64_t every, Say say)
      : folder_(std::move(folder)), every_(every), say_(std::move(say)) {}

  void write(const Layout& layout, const Snapshot& snapshot) override;

  using training::Listener::begin;  // of a loop: nothing to do
  void begin(std::int64_t steps_done) override;
  void after_update(training::Loop& loop, const training::Update& update) override;
  void after_epoch(training::Loop& loop, training::Record& record) override;
  void save(training::Checkpoint& checkpoint) const override;
  void load(const training::Checkpoint& checkpoint) override;

 private:
  void open();
  void append(const std::string& bytes);
  void append(const Summary& summary, std::int64_t step);

  std::string folder_;
  std::int64_t every_;
  Say say_;
  std::string name_;        // empty until open()
  std::int64_t bytes_ = 0;  // written
  bool is_open_ = false;
  bool failed_ = false;
};

}  // namespace actlab::dynamics
