// What every task asks of those who call it: a mistake is a sentence, never a crash.
#pragma once

#include <cstdint>
#include <vector>

#include <actlab/training/task.h>

namespace actlab::training {

// Throws Error unless next() took a batch.
void require_batch(const Task& task, bool taken);

// Throws Error where the task has no such part, for no item at all, and for one that is not there.
void require_items(const Task& task, Part part, const std::vector<std::int64_t>& items);
void require_item(const Task& task, Part part, std::int64_t item);

// Throws Error where the task has no such part, and for a slice that is not there.
void require_slice(const Task& task, Part part, std::int64_t slice);

}  // namespace actlab::training
