// Which files of an image folder belong to which class and part, before any is decoded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/datasets/images/dataset.h>

namespace actlab::datasets {

// What a folder may look like, for help texts and errors.
inline constexpr std::string_view kFolderLayouts =
    "PATH/train/CLASS/*.{png,jpg,jpeg} and PATH/val/CLASS/* (or PATH/test/CLASS/*);\n"
    "or PATH/CLASS/* alone, of which about a fifth of the images, chosen by their names, is for "
    "testing.\n"
    "A class is a folder with at least one PNG or JPEG file directly in it, or in CLASS/images.\n"
    "Instead of classes PATH/val (or PATH/val/images) may hold the images themselves, with a file "
    "of\nlabels as ImageNet and Tiny-ImageNet have it.";

struct ClassFile {
  std::string path;    // text, since a path of the standard library takes ten times the memory
  std::int64_t label;  // a place in class_names
};

struct FolderFiles {
  std::vector<std::string> class_names;  // sorted; of the training part
  std::vector<ClassFile> files;          // by class, then by name
  std::vector<std::string> notes;        // a sentence on each thing that was left out
};

// In a folder without split folders, whether CLASS/NAME is for testing. It depends on these two
// names alone: neither on other files nor on a seed, so that no image ever changes sides when
// others come or go. The rule: h = FNV-1a, 64 bit, of the bytes of "CLASS/NAME", mixed once
// (SplitMix64: z = (h ^ h >> 30) * 0xBF58476D1CE4E5B9; z = (z ^ z >> 27) * 0x94D049BB133111EB;
// z ^= z >> 31), and z mod 5 = 0. That is a fifth in the long run; a class of n images has no test
// image in one case of 1.25^n: of 20 images in one of 87, of 50 in one of 70,000.
bool is_test_image(std::string_view class_name, std::string_view file_name);

// Entries whose name begins with a dot are passed over, and so are files of other kinds. Folders
// without an image of their own (empty ones, __MACOSX, classes of .webp files) are no classes; a
// note names them. Each folder is read once, and no file is looked at. Throws Error where `root` is
// no folder, a part holds no image, a class of the test part is unknown to the training part, a
// file of labels (labels_file.h) does not fit, or a folder without split folders leaves a class
// without training images.
FolderFiles folder_files(const std::filesystem::path& root, Part part);

}  // namespace actlab::datasets
