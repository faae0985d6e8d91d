// Side: one of the two networks of the playground. What it does is what ./run train does with the
// same configuration, to the bit.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <actlab/core/io/safetensors.h>
#include <actlab/dynamics/findings.h>
#include <actlab/dynamics/observer.h>
#include <actlab/optim/optimizer.h>
#include <actlab/tasks/image_classification.h>
#include <actlab/tasks/table_task.h>
#include <actlab/training/loop.h>
#include <actlab/training/task_table.h>

namespace actlab::playground {

class Side : public training::Listener {
 public:
  // Throws what opening the task throws; UsageError for a task of neither rows nor images.
  Side(const training::TaskKind& kind, std::unique_ptr<training::Config> config);
  Side(const Side&) = delete;
  Side& operator=(const Side&) = delete;

  // So many updates, or as many as are left.
  void step(std::int64_t count);
  std::int64_t steps_done() const { return loop_.steps_done(); }
  // Why no step follows; empty while there are some.
  const std::string& ended() const { return ended_; }
  // Of each update so far, before it.
  const std::vector<double>& losses() const { return losses_; }

  // A look at a fixed batch (dynamics/observer.h), with what the last update of step() changed, and
  // what all looks so far come to.
  const dynamics::Snapshot& look();
  const dynamics::Layout& layout() const { return observer_.layout(); }
  std::vector<dynamics::Finding> findings() const;

  const training::Config& config() const { return *config_; }
  training::Task& task() const { return *task_; }
  // Throws UsageError where the task has no rows.
  tasks::TableTask& table() const;
  // Null where it has no images.
  tasks::ImageClassification* images() const;

  void after_update(training::Loop& loop, const training::Update& update) override;

 private:
  void keep_parameters();

  std::unique_ptr<training::Config> config_;
  std::unique_ptr<training::Task> task_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  training::Loop loop_;
  dynamics::Observer observer_;
  NamedTensors before_;  // parameters before the last update
  std::vector<dynamics::Snapshot> looks_;
  std::vector<double> losses_;
  std::string ended_;
};

}  // namespace actlab::playground
