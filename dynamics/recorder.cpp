#include <actlab/dynamics/recorder.h>

#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/dynamics/findings.h>
#include <actlab/training/loop.h>

namespace actlab::dynamics {

Recorder::Recorder(training::Task& task, const training::Config& config, Probe::Say say)
    : alerts_(say) {
  ProbeOptions options = probe_options(config);
  if (!options.steps.empty()) probe_.emplace(task, std::move(options), std::move(say));
}

void Recorder::join(training::Loop& loop, const std::string& folder) {
  if (!probe_) return;
  files_.emplace(folder);
  probe_->to(*files_);
  probe_->to(alerts_);
  loop.with(*probe_);
}

std::vector<std::string> Recorder::told(const std::string& folder) const {
  std::vector<std::string> sentences;
  if (!probe_) return sentences;
  try {
    for (const Finding& finding : findings(read_recording(folder + "/dynamics.jsonl"))) {
      sentences.push_back(finding.sentence);
    }
  } catch (const Error&) {  // said when it could not be written
  }
  return sentences;
}

}  // namespace actlab::dynamics
