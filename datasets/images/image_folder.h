// An image folder: one folder a class, PNG and JPEG files in it, every image resized to one side
// (resize.h). Its layouts, and how a folder without split folders is divided: folder_files.h.
//
// Classes are sorted by name, files within a class by name; decoding runs in parallel and does not
// change the order. Images above 16 megapixels are decoded one at a time.
#pragma once

#include <cstdint>
#include <filesystem>

#include <actlab/datasets/images/dataset.h>

namespace actlab::datasets {

// Mean and standard deviation of ImageNet, the customary choice for photographs.
inline constexpr Normalisation kPhotographs{{0.485f, 0.456f, 0.406f}, {0.229f, 0.224f, 0.225f}};

// Throws UsageError for a side outside 8 to 1024 pixels.
void require_folder_side(std::int64_t side);

// Throws what folder_files throws, and Error where images cannot be read: how many of both parts,
// and the first ten with their reasons. Throws UsageError for a side outside 8 to 1024 pixels.
Dataset read_image_folder(const std::filesystem::path& root, Part part, std::int64_t side);

}  // namespace actlab::datasets
