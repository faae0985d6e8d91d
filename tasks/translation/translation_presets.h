// Recipes for translation: `./run train --config paper-translation`, `--config multi30k-hour`.
#pragma once

#include <vector>

#include <actlab/training/task_table.h>

namespace actlab::tasks {

std::vector<training::Preset> translation_presets();

}  // namespace actlab::tasks
