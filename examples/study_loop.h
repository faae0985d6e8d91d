// The loop of a program that runs a study from one command: tends the workers, does its own part,
// shows what happens, until all is done or Ctrl-C.
#pragma once

#include <chrono>
#include <functional>
#include <iostream>
#include <string>
#include <thread>

#include <actlab/studies/report/live_view.h>
#include <actlab/studies/running/worker_processes.h>
#include <actlab/studies/store/store.h>
#include <actlab/training/interrupt.h>
#include "examples/study_flags.h"

namespace actlab {

class StudyLoop {
 public:
  StudyLoop(studies::TrialStore& store, const studies::Study& study,
            const training::InterruptGuard& guard)
      : watch_(store, study), view_(std::cout), guard_(guard) {}

  // For messages between the pictures.
  std::function<void(const std::string&)> say() {
    return [this](const std::string& line) { view_.line(line); };
  }
  // So many proposals in all, for the time that is left.
  void expect(std::int64_t trials) { watch_.expect(trials); }

  // `advance` does the program's own part and says whether there was any.
  void run(studies::WorkerProcesses& workers, const std::function<bool()>& advance,
           const std::function<bool()>& finished) {
    while (!guard_.interrupted()) {
      workers.tend();
      const bool worked = advance();
      if (view_.is_time()) view_.show(watch_.look());
      if (finished()) break;
      if (!worked) std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    view_.end(watch_.look());
  }

 private:
  studies::StudyWatch watch_;
  studies::LiveView view_;
  const training::InterruptGuard& guard_;
};

// Works on a study that has all its trials until none waits or runs, or until Ctrl-C.
inline void run_to_the_end(studies::TrialStore& store, const studies::Study& study,
                           const StoreFlag& store_flag, const LocalWorkerFlags& workers,
                           const training::InterruptGuard& guard) {
  if (!store.has_open_trials(study.id)) return;
  StudyLoop loop(store, study, guard);
  const auto processes = workers.start(store_flag.store, study.name, loop.say());
  loop.run(
      *processes, [] { return false; }, [&] { return !store.has_open_trials(study.id); });
}

}  // namespace actlab
