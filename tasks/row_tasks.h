// The tasks that learn from rows of numbers held in memory (table_task.h): part of table(), and all
// that a page in the browser needs.
#pragma once

#include <actlab/training/task_table.h>

namespace actlab::tasks {

training::TaskKind points_kind();
training::TaskKind regression_kind();
training::TaskTable row_tasks();  // both

}  // namespace actlab::tasks
