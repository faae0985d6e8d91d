// An image folder: one folder a class, PNG and JPEG files in it, every image resized to one side.
//
//   ROOT/train/CLASS/*.{png,jpg,jpeg}   and   ROOT/val/CLASS/* or ROOT/test/CLASS/*
//   ROOT/CLASS/*                        without a split: a fifth of the images, drawn by the seed
//                                       (Purpose::validation_split), is the test part
//
// Names end in any letter case; other files and hidden ones are passed over. Classes are sorted by
// name, files within a class by name; decoding runs in parallel and does not change the order.
#pragma once

#include <cstdint>
#include <filesystem>

#include <actlab/datasets/images/dataset.h>

namespace actlab::datasets {

// Throws Error where ROOT is no folder, holds no class or no image, a class of the test part is
// unknown to the training part, or an image is damaged (naming the first such file in order).
// Throws UsageError for a side outside 8 to 1024 pixels.
Dataset read_image_folder(const std::filesystem::path& root, Part part, std::int64_t side,
                          std::uint64_t seed);

}  // namespace actlab::datasets
