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

// `large`: held while an image above 16 megapixels is decoded, which may take a gigabyte.
RgbImage read_square(const std::string& file, std::int64_t side, std::mutex& large) {
  const std::vector<std::uint8_t> bytes = read_file_bytes(file);
  std::unique_lock<std::mutex> alone(large, std::defer_lock);
  if (claimed_pixels(bytes) > kMostPixelsKept) alone.lock();
  return resize_to_square(decode_image(bytes, file), side);
}

// Reads each file, in parallel, and gives its place and pixels to `take`. Returns a line for each:
// empty, or why it cannot be read.
template <class Take>
std::vector<std::string> read_all(const std::vector<ClassFile>& files, std::int64_t side,
                                  const Take& take) {
  std::vector<std::string> failures(files.size());
  std::mutex large;
  const auto count = static_cast<std::int64_t>(files.size());
  parallel_chunks(count, 16, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
    for (std::int64_t i = begin; i < end; ++i) {
      const auto place = static_cast<std::size_t>(i);
      try {
        take(i, read_square(files[place].path, side, large).pixels);
      } catch (const Error& error) {
        failures[place] = error.what();
      }
    }
  });
  return failures;
}

// The same for the files of the other part.
std::vector<std::string> failures_of_other(const std::filesystem::path& root, Part part,
                                           std::int64_t side) {
  const Part other = part == Part::train ? Part::test : Part::train;
  try {
    return read_all(folder_files(root, other).files, side, [](std::int64_t, const auto&) {});
  } catch (const Error&) {
    return {};  // there is none, or it has a fault of its own
  }
}

[[noreturn]] void refuse(const std::vector<std::string>& failures, std::ptrdiff_t count,
                         const std::string& where) {
  constexpr std::ptrdiff_t kMostTold = 10;
  std::string message = text("[folder] ", count, " of the ", failures.size(), " images of ", where,
                             " cannot be read; mend or remove them:");
  std::ptrdiff_t told = 0;
  for (const std::string& failure : failures) {
    if (!failure.empty() && told++ < kMostTold) message += "\n  " + failure;
  }
  if (count > kMostTold) message += text("\n  and ", count - kMostTold, " more");
  throw Error(message);
}

// Where some cannot be read, those of the other part are tried too: all are told at once.
std::vector<std::uint8_t> decode_all(const std::vector<ClassFile>& files, std::int64_t side,
                                     const std::filesystem::path& root, Part part) {
  const std::int64_t bytes = side * side * kChannels;
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(bytes) * files.size());
  std::vector<std::string> failures =
      read_all(files, side, [&](std::int64_t i, const std::vector<std::uint8_t>& image) {
        std::ranges::copy(image, pixels.data() + i * bytes);
      });
  const auto failed = [](const std::string& failure) { return !failure.empty(); };
  if (std::ranges::none_of(failures, failed)) return pixels;
  for (std::string& failure : failures_of_other(root, part, side)) {
    failures.push_back(std::move(failure));
  }
  refuse(failures, std::ranges::count_if(failures, failed), root.string());
}

}  // namespace

void require_folder_side(std::int64_t side) {
  if (side >= 8 && side <= 1024) return;
  throw UsageError(text("[folder] the image side must be from 8 to 1024 pixels, got ", side));
}

Dataset read_image_folder(const std::filesystem::path& root, Part part, std::int64_t side) {
  require_folder_side(side);
  FolderFiles found = folder_files(root, part);
  LabelledImages images{
      side, side, decode_all(found.files, side, root, part), {}, found.class_names, kPhotographs};
  images.notes = std::move(found.notes);
  for (const ClassFile& file : found.files) images.labels.push_back(file.label);
  return Dataset(text("folder:", root.string()), std::move(images));
}

}  // namespace actlab::datasets
