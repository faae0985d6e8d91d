// Validation images as ImageNet and Tiny-ImageNet ship them: all in one folder, their classes in a
// text file beside them, in one of these forms:
//
//   n01751748                                 a class a line, for the images in order of name
//   val_0.JPEG  n03444034  0 32 44 62         a file, its class, and more that is not looked at,
//   ILSVRC2012_val_00000001,n01751748 1 2 3   with or without the file's ending and a first line
//                                             of headings ("ImageId,...")
//
// Its name is one of kLabelsFiles.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace actlab::datasets {

inline constexpr std::array<std::string_view, 4> kLabelsFiles = {
    "val_annotations.txt", "LOC_val_solution.csv", "imagenet_2012_validation_synset_labels.txt",
    "val_labels.txt"};

// The first in these folders, or nothing.
std::optional<std::filesystem::path> find_labels_file(
    const std::vector<std::filesystem::path>& folders);

// The class of each image, given by name, in their order. Throws Error, naming file and line, where
// an image has no line, a line no image, or their numbers differ.
std::vector<std::string> read_labels(const std::filesystem::path& file,
                                     const std::vector<std::string>& images);

}  // namespace actlab::datasets
