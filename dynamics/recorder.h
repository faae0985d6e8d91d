// Recorder: all that a run writes down of its dynamics, as its configuration asks for.
//
//   Recorder recorder(task, config, say);      refuses layers that do not exist, before any file
//   recorder.join(loop, folder);               nothing where nothing was asked for
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <actlab/dynamics/alerts.h>
#include <actlab/dynamics/event_log.h>
#include <actlab/dynamics/probe.h>
#include <actlab/dynamics/record_files.h>
#include <actlab/training/config.h>
#include <actlab/training/task.h>

namespace actlab::training {
class Loop;
}

namespace actlab::dynamics {

class Recorder {
 public:
  // `say` shows a line to whoever started the run. The task must outlive the recorder. Throws what
  // Observer throws.
  Recorder(training::Task& task, const training::Config& config, Probe::Say say);

  // Adds its listeners, which live in the recorder. Their files lie in the folder.
  void join(training::Loop& loop, const std::string& folder);
  // What the record in the folder comes to (findings.h), once the run is over; nothing where there
  // is none, or it cannot be read.
  std::vector<std::string> told(const std::string& folder) const;

 private:
  bool wants_events_;
  std::int64_t log_every_;
  Probe::Say say_;
  std::optional<EventLog> events_;
  std::optional<RecordFiles> files_;
  Alerts alerts_;
  std::optional<Probe> probe_;  // goes first: it may still write
};

}  // namespace actlab::dynamics
