#include <actlab/dynamics/recorder.h>

#include <utility>

#include <actlab/training/loop.h>

namespace actlab::dynamics {

Recorder::Recorder(training::Task& task, const training::Config& config, Probe::Say say) {
  ProbeOptions options = probe_options(config);
  if (!options.steps.empty()) probe_.emplace(task, std::move(options), std::move(say));
}

void Recorder::join(training::Loop& loop, const std::string& folder) {
  if (!probe_) return;
  files_.emplace(folder);
  probe_->to(*files_);
  loop.with(*probe_);
}

}  // namespace actlab::dynamics
