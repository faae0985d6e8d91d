// A data set by the name that is typed: shapes, cifar10, cifar100 or folder:PATH.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <actlab/datasets/images/cifar.h>
#include <actlab/datasets/images/dataset.h>

namespace actlab::datasets {

struct OpenOptions {
  std::string data_dir;    // the text of --data-dir; see data_folder
  std::uint64_t seed = 0;  // of shapes, and of a folder's drawn split
  std::int64_t shapes_train_count = 20000;
  std::int64_t shapes_test_count = 4000;
  std::int64_t image_side = 32;  // of folder:PATH
};

struct TrainAndTest {
  Dataset train;
  Dataset test;
};

// Where data sets are kept: `option` if it is not empty, else $ACTLAB_DATA, else ~/.cache/actlab.
// Throws UsageError where none of them is known.
std::filesystem::path data_folder(const std::string& option);

// Throws UsageError for an unknown name, listing what there is, and what the readers throw.
Dataset open_dataset(const std::string& name, Part part, const OpenOptions& options);
TrainAndTest open_dataset(const std::string& name, const OpenOptions& options);

}  // namespace actlab::datasets
