// Probe: the listener that looks into the network at chosen steps.
//
//   RecordFiles files(folder);
//   Probe probe(task, options, [](const std::string& line) { std::cout << line << '\n'; });
//   probe.to(files);
//   loop.with(probe);
//
// The look of step N is taken before the forward pass of update N + 1, and written down after that
// update, with what it changed; the look at the end of a run has no update. A probed run is the
// same run, bit for bit, and what was looked at survives a kill and a resume as metrics do.
//
// Where a sink cannot write (the disk is full), that is said once, and the run goes on without it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <actlab/dynamics/observer.h>
#include <actlab/dynamics/snapshot_sink.h>
#include <actlab/training/config.h>
#include <actlab/training/listener.h>

namespace actlab::dynamics {

struct ProbeOptions {
  training::ChosenSteps steps{};
  ObserverOptions look{};
};

// What --probe, --probe-layers and --probe-examples say: 512 examples with every=, 1,024 with at=.
ProbeOptions probe_options(const training::Config& config);

class Probe : public training::Listener {
 public:
  using Say = std::function<void(const std::string& line)>;

  // Throws what Observer throws.
  Probe(training::Task& task, ProbeOptions options, Say say);
  // A look whose update never came, because the run diverged, is written as it is.
  ~Probe() override;
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  // Adds a sink, which must outlive the probe.
  void to(SnapshotSink& sink) { sinks_.push_back(&sink); }

  void begin(training::Loop& loop) override;
  void before_forward(training::Loop& loop) override;
  void after_backward(training::Loop& loop, const training::Update& update) override;
  void after_update(training::Loop& loop, const training::Update& update) override;
  void finish(training::Loop& loop) override;
  void save(training::Checkpoint& checkpoint) const override;
  void load(const training::Checkpoint& checkpoint) override;

 private:
  bool looks_at(std::int64_t step) const { return options_.steps.contains(step) || again_ == step; }
  void write(const Snapshot& snapshot);
  template <class Action>
  void tell_sinks(const Action& action);

  ProbeOptions options_;
  Say say_;
  Observer observer_;
  std::vector<SnapshotSink*> sinks_;
  std::optional<Snapshot> pending_;  // waits for its update
  NamedTensors weights_;             // before that update
  NamedTensors gradients_;           // training's, of the update before a look
  // Of a resumed run: the step at which it had ended with a look, which now gets its update,
  // whatever the steps are that are chosen from here on.
  std::optional<std::int64_t> again_;
};

}  // namespace actlab::dynamics
