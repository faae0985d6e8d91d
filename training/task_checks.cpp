#include <actlab/training/task_checks.h>

#include <string_view>

#include <actlab/core/base/error.h>

namespace actlab::training {
namespace {

void require_within(const Task& task, Part part, std::string_view what, std::int64_t number,
                    std::int64_t count) {
  if (count == 0) {
    throw Error(text("[", task.name(), "] there is no ", part_name(part), " part"));
  }
  if (number >= 0 && number < count) return;
  throw Error(text("[", task.name(), "] the ", part_name(part), " part has no ", what, " ", number,
                   ": there are ", count, ", from 0"));
}

}  // namespace

void require_batch(const Task& task, bool taken) {
  if (taken) return;
  throw Error(text("[", task.name(), "] there is no batch yet: next() takes one, then forward()"));
}

void require_item(const Task& task, Part part, std::int64_t item) {
  require_within(task, part, "item", item, task.size(part));
}

void require_items(const Task& task, Part part, const std::vector<std::int64_t>& items) {
  if (items.empty())
    throw Error(text("[", task.name(), "] no items were named; one is the fewest"));
  for (const std::int64_t item : items) require_item(task, part, item);
}

void require_slice(const Task& task, Part part, std::int64_t slice) {
  require_within(task, part, "slice", slice, task.slices(part));
}

}  // namespace actlab::training
