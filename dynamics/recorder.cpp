#include <actlab/dynamics/recorder.h>

#include <filesystem>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/dynamics/findings.h>
#include <actlab/training/loop.h>

namespace actlab::dynamics {

Recorder::Recorder(training::Task& task, const training::Config& config, Probe::Say say)
    : wants_events_(config.tensorboard), log_every_(config.log_every), say_(say), alerts_(say) {
  ProbeOptions options = probe_options(config);
  if (!options.steps.empty()) probe_.emplace(task, std::move(options), std::move(say));
}

void Recorder::join(training::Loop& loop, const std::string& folder) {
  if (wants_events_) {
    events_.emplace(folder, log_every_, say_);
    loop.with(*events_);
  }
  if (!probe_ && !std::filesystem::exists(folder + "/dynamics.jsonl")) return;
  files_.emplace(folder, say_);
  if (probe_) {
    if (events_) probe_->to(*events_);
    probe_->to(*files_);
    probe_->to(alerts_);
    loop.with(*probe_);
  }
  loop.with(*files_);
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
