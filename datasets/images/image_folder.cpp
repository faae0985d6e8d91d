#include <actlab/datasets/images/image_folder.h>

#include <algorithm>
#include <cctype>
#include <exception>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/base/random.h>
#include <actlab/datasets/images/image_file.h>

namespace actlab::datasets {
namespace {

namespace fs = std::filesystem;

// Mean and standard deviation of ImageNet, the customary choice for photographs.
constexpr Normalisation kPhotographs{{0.485f, 0.456f, 0.406f}, {0.229f, 0.224f, 0.225f}};

struct LabelledFile {
  fs::path path;
  std::int64_t label;
};

std::vector<fs::path> sorted_entries(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code failure;
  for (fs::directory_iterator it(folder, failure), end; !failure && it != end;
       it.increment(failure)) {
    if (!it->path().filename().string().starts_with('.')) entries.push_back(it->path());
  }
  if (failure) {
    throw Error(text("[folder] cannot read ", folder.string(), ": ", failure.message()));
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

std::vector<std::string> class_names(const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::path& entry : sorted_entries(folder)) {
    if (fs::is_directory(entry)) names.push_back(entry.filename().string());
  }
  if (names.empty()) {
    throw Error(text("[folder] ", folder.string(), " holds no class folders; expected ",
                     (folder / "CLASS" / "*.{png,jpg,jpeg}").string()));
  }
  return names;
}

bool is_image_name(const fs::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

// The images under `folder`; `classes` says which number a class has.
std::vector<LabelledFile> image_files(const fs::path& folder,
                                      const std::vector<std::string>& classes) {
  std::vector<LabelledFile> files;
  for (const std::string& name : class_names(folder)) {
    const auto found = std::find(classes.begin(), classes.end(), name);
    if (found == classes.end()) {
      throw Error(text("[folder] ", (folder / name).string(),
                       " is a class that the training part does not have"));
    }
    for (const fs::path& entry : sorted_entries(folder / name)) {
      if (is_image_name(entry)) files.push_back({entry, found - classes.begin()});
    }
  }
  if (files.empty()) {
    throw Error(text("[folder] ", folder.string(), " holds no images; expected ",
                     (folder / "CLASS" / "*.{png,jpg,jpeg}").string()));
  }
  return files;
}

// The part of a folder without split folders: a fifth is for testing.
std::vector<LabelledFile> drawn_part(const std::vector<LabelledFile>& files, Part part,
                                     std::uint64_t seed) {
  const auto count = static_cast<std::int64_t>(files.size());
  if (count < 2) throw Error("[folder] one image cannot be split into training and test images");
  const std::int64_t test_count = std::max<std::int64_t>(count / 5, 1);
  std::vector<std::int64_t> order = Random(seed, Purpose::validation_split).permutation(count);
  const auto cut = order.begin() + test_count;
  const auto begin = part == Part::test ? order.begin() : cut;
  const auto end = part == Part::test ? cut : order.end();
  std::sort(begin, end);
  std::vector<LabelledFile> chosen;
  for (auto it = begin; it != end; ++it) chosen.push_back(files[static_cast<std::size_t>(*it)]);
  return chosen;
}

std::vector<std::uint8_t> decode_all(const std::vector<LabelledFile>& files, std::int64_t side) {
  const std::int64_t bytes = side * side * kChannels;
  const auto count = static_cast<std::int64_t>(files.size());
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count * bytes));
  // Every file is tried, so that the one reported does not depend on the threads.
  std::vector<std::exception_ptr> failures(files.size());
  parallel_chunks(count, 16, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
    for (std::int64_t i = begin; i < end; ++i) {
      const auto index = static_cast<std::size_t>(i);
      try {
        const RgbImage image = resize_to_square(read_image(files[index].path), side);
        std::copy(image.pixels.begin(), image.pixels.end(), pixels.begin() + i * bytes);
      } catch (...) {
        failures[index] = std::current_exception();
      }
    }
  });
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  return pixels;
}

}  // namespace

Dataset read_image_folder(const fs::path& root, Part part, std::int64_t side, std::uint64_t seed) {
  if (side < 8 || side > 1024) {
    throw UsageError(text("[folder] the image side must be from 8 to 1024 pixels, got ", side));
  }
  if (!fs::is_directory(root)) throw Error(text("[folder] ", root.string(), " is no folder"));
  const bool has_splits = fs::is_directory(root / "train");
  const fs::path train = has_splits ? root / "train" : root;
  const std::vector<std::string> classes = class_names(train);
  std::vector<LabelledFile> files;
  if (!has_splits) {
    files = drawn_part(image_files(root, classes), part, seed);
  } else if (part == Part::train) {
    files = image_files(train, classes);
  } else {
    const fs::path test = fs::is_directory(root / "val") ? root / "val" : root / "test";
    if (!fs::is_directory(test)) {
      throw Error(text("[folder] ", root.string(), " has train/ but neither val/ nor test/"));
    }
    files = image_files(test, classes);
  }
  LabelledImages images{side, side, decode_all(files, side), {}, classes, kPhotographs};
  for (const LabelledFile& file : files) images.labels.push_back(file.label);
  return Dataset(text("folder:", root.string()), std::move(images));
}

}  // namespace actlab::datasets
