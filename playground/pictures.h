// The first test images of the task "images", and what a network says of each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/tasks/image_classification.h>

namespace actlab::playground {

struct Pictures {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::string pixels;  // bytes, [count, height, width, 3]
  std::vector<std::int64_t> labels;
  std::vector<std::string> class_names;
};

// At most `count`.
Pictures pictures(const tasks::ImageClassification& task, std::int64_t count);
// The class of each, as the network says: that of the largest logit. Evaluation mode, nothing
// recorded.
std::vector<std::int64_t> said_of_pictures(tasks::ImageClassification& task, std::int64_t count);

}  // namespace actlab::playground
