// A data set by the name that is typed; the names are the rows of a table in open_dataset.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/datasets/data_folder.h>
#include <actlab/datasets/images/dataset.h>
#include <actlab/datasets/images/folder_files.h>  // kFolderLayouts

namespace actlab::datasets {

struct OpenOptions {
  std::string data_dir{};  // the text of --data-dir; see data_folder
  std::uint64_t seed = 0;  // of shapes
  std::int64_t shapes_train_count = 20000;
  std::int64_t shapes_test_count = 4000;
  std::int64_t image_side = 32;  // of folder:PATH and stream:PATH
};

struct TrainAndTest {
  Dataset train;
  Dataset test;
};

// "shapes, cifar10, cifar100, folder:PATH and stream:PATH"
std::string dataset_names();

// For --help: a paragraph, each data set with what it is, and the layouts of a folder.
std::string dataset_help();

// Throws UsageError for an unknown name, listing what there is, and what the readers throw.
Dataset open_dataset(const std::string& name, Part part, const OpenOptions& options);
TrainAndTest open_dataset(const std::string& name, const OpenOptions& options);

// The files of a part, none of them opened: a class's images, or the files of CIFAR; a generated
// set states how it is made instead. See fingerprint.h.
struct DataFile {
  std::string group;  // the class, or the data set's own name
  std::string name;
  std::uintmax_t bytes;  // 0 where there is no file
};
std::vector<DataFile> data_files(const std::string& name, Part part, const OpenOptions& options);

}  // namespace actlab::datasets
