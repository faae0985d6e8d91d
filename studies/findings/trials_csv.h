// The trials of a study as one table (CSV, RFC 4180), a row a trial:
//   study,kind,trial,data,model,activation,seed,steps,reward,accuracy,accuracy_of,test_accuracy,
//   train_loss,state,outcome,seconds,worker,remark, then all else that trained networks were judged
//   by (validation_loss, test_mse...) and every setting that decides a result
//   (running/trial_settings.h), by name, and last the command that trains it again
//   (cell_command.h), of a task that the table has
// Cells are empty where there is nothing: the accuracy of a trial that waits, or of a task that has
// none. accuracy is of the part that accuracy_of names; train_loss is the last recorded.
#pragma once

#include <iosfwd>

#include <actlab/studies/store/store.h>
#include <actlab/training/task_table.h>

namespace actlab::studies {

void export_csv(TrialStore& store, const Study& study, std::ostream& output,
                const training::TaskTable& tasks);

}  // namespace actlab::studies
