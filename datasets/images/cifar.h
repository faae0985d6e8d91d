// CIFAR-10 and CIFAR-100 in their binary form (Krizhevsky, "Learning multiple layers of features
// from tiny images", 2009; https://www.cs.toronto.edu/~kriz/cifar.html).
//
// A file is a row of records: CIFAR-10 one label byte (0-9), CIFAR-100 one coarse and one fine
// label byte (0-99), then 3,072 bytes of pixels: 1,024 red, 1,024 green, 1,024 blue, rows first.
// Pixels are turned to [32, 32, 3] on reading; the coarse label is read over.
//
//   FOLDER/cifar-10-batches-bin/{data_batch_1..5,test_batch}.bin
//   FOLDER/cifar-100-binary/{train,test}.bin
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <actlab/datasets/images/dataset.h>

namespace actlab::datasets {

inline constexpr std::int64_t kCifarSide = 32;

enum class CifarKind { cifar10, cifar100 };

// Appends the records in `bytes` to `images`. Throws Error naming `file` for a size that is not a
// whole number of records (at least one), and naming file, record and value for a label out of
// range; `images` is then to be thrown away.
void parse_cifar(CifarKind kind, std::span<const std::uint8_t> bytes, const std::string& file,
                 LabelledImages& images);

// The files of one part, in the order in which they are read; they need not be there.
std::vector<std::filesystem::path> cifar_files(CifarKind kind,
                                               const std::filesystem::path& data_folder, Part part);

// The images of one part, in file order (data_batch_1 first). Throws Error for a missing or
// unreadable file, with the command that fetches it, and whatever parse_cifar throws.
Dataset read_cifar(CifarKind kind, const std::filesystem::path& data_folder, Part part);

}  // namespace actlab::datasets
