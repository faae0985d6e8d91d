#include <actlab/datasets/images/image_folder.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/datasets/file_bytes.h>
#include <actlab/datasets/images/folder_files.h>
#include <actlab/datasets/images/image_file.h>
#include <actlab/datasets/images/resize.h>

namespace actlab::datasets {
namespace {

// Mean and standard deviation of ImageNet, the customary choice for photographs.
constexpr Normalisation kPhotographs{{0.485f, 0.456f, 0.406f}, {0.229f, 0.224f, 0.225f}};

// `large`: held while an image above 16 megapixels is decoded, which may take a gigabyte.
RgbImage read_square(const std::filesystem::path& file, std::int64_t side, std::mutex& large) {
  const std::vector<std::uint8_t> bytes = read_file_bytes(file);
  std::unique_lock<std::mutex> alone(large, std::defer_lock);
  if (claimed_pixels(bytes) > kMostPixelsKept) alone.lock();
  return resize_to_square(decode_image(bytes, file.string()), side);
}

void require_all_read(const std::vector<std::string>& failures, const std::string& where) {
  constexpr std::ptrdiff_t kMostTold = 10;
  const auto count =
      std::ranges::count_if(failures, [](const std::string& failure) { return !failure.empty(); });
  if (count == 0) return;
  std::string message = text("[folder] ", count, " of the ", failures.size(), " images of ", where,
                             " cannot be read; mend or remove them:");
  std::ptrdiff_t told = 0;
  for (const std::string& failure : failures) {
    if (!failure.empty() && told++ < kMostTold) message += "\n  " + failure;
  }
  if (count > kMostTold) message += text("\n  and ", count - kMostTold, " more");
  throw Error(message);
}

std::vector<std::uint8_t> decode_all(const std::vector<ClassFile>& files, std::int64_t side,
                                     const std::string& where) {
  const std::int64_t bytes = side * side * kChannels;
  const auto count = static_cast<std::int64_t>(files.size());
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count * bytes));
  std::vector<std::string> failures(files.size());  // empty where an image was read
  std::mutex large;
  parallel_chunks(count, 16, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
    for (std::int64_t i = begin; i < end; ++i) {
      const std::filesystem::path& file = files[static_cast<std::size_t>(i)].path;
      try {
        const RgbImage image = read_square(file, side, large);
        std::copy(image.pixels.begin(), image.pixels.end(), pixels.begin() + i * bytes);
      } catch (const Error& error) {
        failures[static_cast<std::size_t>(i)] = error.what();
      }
    }
  });
  require_all_read(failures, where);
  return pixels;
}

}  // namespace

Dataset read_image_folder(const std::filesystem::path& root, Part part, std::int64_t side) {
  if (side < 8 || side > 1024) {
    throw UsageError(text("[folder] the image side must be from 8 to 1024 pixels, got ", side));
  }
  FolderFiles found = folder_files(root, part);
  LabelledImages images{
      side,        side, decode_all(found.files, side, root.string()), {}, found.class_names,
      kPhotographs};
  images.notes = std::move(found.notes);
  for (const ClassFile& file : found.files) images.labels.push_back(file.label);
  return Dataset(text("folder:", root.string()), std::move(images));
}

}  // namespace actlab::datasets
