// The task "images" as a row of the table of tasks.
#pragma once

#include <actlab/training/task_table.h>

namespace actlab::tasks {

// Keeps the data that its tasks opened last.
training::TaskKind images_kind();

}  // namespace actlab::tasks
