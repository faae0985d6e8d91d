#include <actlab/datasets/images/open_dataset.h>

#include <cstdlib>

#include <actlab/core/base/error.h>
#include <actlab/core/base/suggest.h>
#include <actlab/datasets/images/image_folder.h>
#include <actlab/datasets/images/shapes.h>

namespace actlab::datasets {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

std::filesystem::path data_folder(const std::string& option) {
  if (!option.empty()) return option;
  if (const std::string named = environment("ACTLAB_DATA"); !named.empty()) return named;
  if (const std::string home = environment("HOME"); !home.empty()) {
    return std::filesystem::path(home) / ".cache" / "actlab";
  }
  throw UsageError("[data] no data folder is known: give --data-dir or set ACTLAB_DATA");
}

Dataset open_dataset(const std::string& name, Part part, const OpenOptions& options) {
  const std::string folder_prefix = "folder:";
  if (name == "shapes") {
    return part == Part::train ? shapes(options.seed, 0, options.shapes_train_count)
                               : shapes(options.seed, kFirstTestImage, options.shapes_test_count);
  }
  if (name == "cifar10") {
    return read_cifar(CifarKind::cifar10, data_folder(options.data_dir), part);
  }
  if (name == "cifar100") {
    return read_cifar(CifarKind::cifar100, data_folder(options.data_dir), part);
  }
  if (name.starts_with(folder_prefix) && name.size() > folder_prefix.size()) {
    return read_image_folder(name.substr(folder_prefix.size()), part, options.image_side,
                             options.seed);
  }
  throw UsageError(text("[data] unknown data set \"", name,
                        "\"; there are shapes, cifar10, cifar100 and folder:PATH",
                        did_you_mean(name, {"shapes", "cifar10", "cifar100"})));
}

TrainAndTest open_dataset(const std::string& name, const OpenOptions& options) {
  return {open_dataset(name, Part::train, options), open_dataset(name, Part::test, options)};
}

}  // namespace actlab::datasets
