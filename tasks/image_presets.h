// Recipes by which networks for ImageNet were trained, as their papers and TensorFlow's code state
// them (Szegedy et al., 1512.00567 and 1602.07261; Howard et al., 1704.04861; Zoph et al.,
// 1707.07012): `./run train --config inception`.
//
// Rates belong to a batch of 32 and RMSProp in TensorFlow's form with epsilon 1. What belongs to
// a network (dropout, auxiliary head) is a setting of the network.
#pragma once

#include <vector>

#include <actlab/training/task_table.h>

namespace actlab::tasks {

std::vector<training::Preset> image_presets();

}  // namespace actlab::tasks
