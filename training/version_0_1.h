// What version 0.1 wrote, read by this one. It knew one task, the classification of images.
#pragma once

#include <string>
#include <vector>

#include <actlab/core/io/safetensors.h>

namespace actlab::training {

// Turns a setting's name and words into today's; leaves any other alone.
void translate_setting(std::string& name, std::vector<std::string>& words);

// Turns the metadata of a checkpoint of version 0.1 into today's; leaves any other alone.
void translate_version_0_1(Metadata& metadata);

}  // namespace actlab::training
