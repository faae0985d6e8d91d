// The command that trains one trial of a study again, alone:
//   ./run train --data cifar10 --model resnet20 --validation 5000 --lr 0.03 --data-seed 0
//     --activation swish --seed 2 --max-steps 2000
// It has the fewest flags that come to the trial's settings (running/trial_settings.h), so that on
// a processor of the same kind the weights after the last step have the same bits, and what they
// are judged by the same digits: on the last line of the run and in its result.json. (A task that
// is tested once, at its end, is tested there with its best weights, not with the last.)
#pragma once

#include <string>

#include <actlab/studies/store/trial.h>
#include <actlab/training/task_table.h>

namespace actlab::studies {

// Empty where no flags come to the settings: a trial that climbs rungs, and what this version does
// not know.
std::string cell_command(const Trial& trial, const training::TaskTable& tasks);

// A word of a command line; in quotes where a shell would read more than a word into it.
std::string shell_word(const std::string& word);

}  // namespace actlab::studies
