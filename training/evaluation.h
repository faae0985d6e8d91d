// Evaluation: after each epoch, what the model makes of the parts that it does not learn from.
//
// Adds "validation_..." and "test_..." to the epoch's record, where the task has such parts.
// Where testing takes long, only the best weights are tested, after the run.
// Remembers the means of training batches as those of the training part. Throws Error where a task
// aims at a measure that its evaluation does not give.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include <actlab/training/listener.h>
#include <actlab/training/task.h>

namespace actlab::training {

class Evaluation : public Listener {
 public:
  struct Result {
    Measures measures;
    std::optional<std::int64_t> step;  // of the weights; not known from runs of version 0.1
  };
  // The last of this part; nothing before the first.
  std::optional<Result> last(Part part) const;

  // Where the test part waits for the end of the run (Task::tests_each_epoch): judges it with the
  // best weights, which the task's model keeps. Does nothing for other tasks.
  void test_best(Task& task, const std::string& weights, std::int64_t step);

  void after_epoch(Loop& loop, Record& record) override;
  void save(Checkpoint& checkpoint) const override;
  void load(const Checkpoint& checkpoint) override;

 private:
  std::map<Part, Result> last_;
};

// What a run is judged by, and of which part: validation where there is one, else the test.
struct Score {
  Part part;
  double value;
};
// Of an epoch's record to which Evaluation has added; nothing where nothing was evaluated.
std::optional<Score> score(const Record& record, const Goal& goal);

}  // namespace actlab::training
