// The ./run train that does on the command line what a page does.
#pragma once

#include <string>

#include <actlab/training/task_table.h>

namespace actlab::playground {

// A page's own points are saved under this name.
inline constexpr const char* kPointsFile = "points.csv";

// With the settings in which the configuration is not the task's usual one, each quoted where a
// shell would change it.
std::string command_of(const training::Config& config, const training::TaskKind& kind);

}  // namespace actlab::playground
