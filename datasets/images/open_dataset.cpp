#include <actlab/datasets/images/open_dataset.h>

#include <string_view>
#include <system_error>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/suggest.h>
#include <actlab/datasets/images/cifar.h>
#include <actlab/datasets/images/image_folder.h>
#include <actlab/datasets/images/image_stream.h>
#include <actlab/datasets/images/shapes.h>

namespace actlab::datasets {
namespace {

// `path`: what follows the colon of a name, empty where there is none.
struct Row {
  std::string_view name;
  std::string_view what;
  bool takes_path;
  Dataset (*open)(const std::string& path, Part, const OpenOptions&);
  std::vector<DataFile> (*files)(const std::string& path, Part, const OpenOptions&);
};

Dataset open_shapes(const std::string&, Part part, const OpenOptions& options) {
  return part == Part::train ? shapes(options.seed, 0, options.shapes_train_count)
                             : shapes(options.seed, kFirstTestImage, options.shapes_test_count);
}

std::vector<DataFile> files_of_shapes(const std::string&, Part part, const OpenOptions& options) {
  const std::int64_t count =
      part == Part::train ? options.shapes_train_count : options.shapes_test_count;
  return {{"shapes", text(count, " images by seed ", options.seed), 0}};
}

template <CifarKind kind>
Dataset open_cifar(const std::string&, Part part, const OpenOptions& options) {
  return read_cifar(kind, data_folder(options.data_dir), part);
}

std::uintmax_t size_of(const std::filesystem::path& file) {
  std::error_code failure;
  const std::uintmax_t size = std::filesystem::file_size(file, failure);
  return failure ? 0 : size;
}

template <CifarKind kind>
std::vector<DataFile> files_of_cifar(const std::string&, Part part, const OpenOptions& options) {
  std::vector<DataFile> files;
  for (const auto& file : cifar_files(kind, data_folder(options.data_dir), part)) {
    files.push_back({kind == CifarKind::cifar10 ? "cifar10" : "cifar100", file.filename().string(),
                     size_of(file)});
  }
  return files;
}

std::string images_in(const std::string& path, const OpenOptions& options) {
  return named_folder(
      path, options.data_dir,
      "name one with a folder of images for each class in it, as docs/settings.md says");
}

Dataset open_folder(const std::string& path, Part part, const OpenOptions& options) {
  return read_image_folder(images_in(path, options), part, options.image_side);
}

Dataset open_stream(const std::string& path, Part part, const OpenOptions& options) {
  return open_image_stream(images_in(path, options), part, options.image_side);
}

std::vector<DataFile> files_of_folder(const std::string& path, Part part,
                                      const OpenOptions& options) {
  const FolderFiles found = folder_files(images_in(path, options), part);
  std::vector<DataFile> files;
  for (const ClassFile& file : found.files) {
    files.push_back({found.class_names[static_cast<std::size_t>(file.label)],
                     file.path.substr(file.path.rfind('/') + 1), size_of(file.path)});
  }
  return files;
}

constexpr Row kRows[] = {
    {"shapes", "ten plane figures, drawn by the seed: needs no file", false, open_shapes,
     files_of_shapes},
    {"cifar10", "50,000 and 10,000 photographs of 32 x 32 in 10 classes: ./run data cifar10", false,
     open_cifar<CifarKind::cifar10>, files_of_cifar<CifarKind::cifar10>},
    {"cifar100", "the same in 100 classes: ./run data cifar100", false,
     open_cifar<CifarKind::cifar100>, files_of_cifar<CifarKind::cifar100>},
    {"folder", "your own PNG and JPEG images, resized to --image-side", true, open_folder,
     files_of_folder},
    {"stream", "the same, of any number: read batch by batch, shown as photographs are", true,
     open_stream, files_of_folder}};

std::string typed(const Row& row) {
  return std::string(row.name) + (row.takes_path ? ":PATH" : "");
}

struct Named {
  const Row& row;
  std::string path;
};

Named find(const std::string& name) {
  const std::size_t colon = name.find(':');
  const bool has_path = colon != std::string::npos && colon + 1 < name.size();
  std::vector<std::string> known;
  for (const Row& row : kRows) {
    const bool fits =
        row.takes_path ? has_path && name.substr(0, colon) == row.name : name == row.name;
    if (fits) return {row, has_path ? name.substr(colon + 1) : ""};
    known.emplace_back(row.name);
  }
  throw UsageError(text("[data] unknown data set \"", name, "\"; there are ", dataset_names(),
                        did_you_mean(name.substr(0, colon), known)));
}

}  // namespace

std::string dataset_names() {
  std::vector<std::string> names;
  for (const Row& row : kRows) names.push_back(typed(row));
  return joined_with_and(names);
}

std::string dataset_help() {
  std::string help;
  for (const Row& row : kRows) help += text(typed(row), ": ", row.what, "\n");
  return text(help, kFolderLayouts);
}

Dataset open_dataset(const std::string& name, Part part, const OpenOptions& options) {
  const Named data = find(name);
  return data.row.open(data.path, part, options);
}

TrainAndTest open_dataset(const std::string& name, const OpenOptions& options) {
  return {open_dataset(name, Part::train, options), open_dataset(name, Part::test, options)};
}

std::vector<DataFile> data_files(const std::string& name, Part part, const OpenOptions& options) {
  const Named data = find(name);
  return data.row.files(data.path, part, options);
}

}  // namespace actlab::datasets
