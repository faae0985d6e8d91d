// What attention looks at: the weights of one example, which goes forward alone, so that no padding
// stands in the picture, and with nothing dropped.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/dynamics/snapshot.h>
#include <actlab/training/task.h>

namespace actlab::dynamics {

class AttentionMaps {
 public:
  // Of the first of these items of the training part whose sequences differ in length, so that a
  // length tells which of them an axis is; of the first item where none does. The task must outlive
  // it.
  AttentionMaps(training::Task& task, const std::vector<std::int64_t>& items);

  // Whether the model has any attention.
  bool any() const { return any_; }
  // The example as the task tells it.
  std::vector<std::vector<std::string>> sequences() const;
  // By the name of the site, of those that are wanted. Leaves no trace in the model.
  std::map<std::string, AttentionLook> look(
      const std::function<bool(std::string_view site)>& wanted) const;

 private:
  training::Task& task_;
  bool any_;
  std::int64_t item_;
};

}  // namespace actlab::dynamics
