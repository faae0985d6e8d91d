// The tasks of this house, by name.
#pragma once

#include <actlab/training/task_table.h>

namespace actlab::tasks {

// Each table keeps the data that its tasks opened last: for one program, not for several threads.
training::TaskTable table();

}  // namespace actlab::tasks
