#include <actlab/datasets/images/image_stream.h>

#include <algorithm>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/datasets/file_bytes.h>
#include <actlab/datasets/images/folder_files.h>
#include <actlab/datasets/images/image_file.h>
#include <actlab/datasets/images/image_folder.h>

namespace actlab::datasets {
namespace {

void mirror(float* pixels, std::int64_t side) {
  for (std::int64_t row = 0; row < side; ++row) {
    float* const line = pixels + row * side * kChannels;
    for (std::int64_t x = 0; x < side / 2; ++x) {
      std::swap_ranges(line + x * kChannels, line + (x + 1) * kChannels,
                       line + (side - 1 - x) * kChannels);
    }
  }
}

}  // namespace

Dataset open_image_stream(const std::filesystem::path& root, Part part, std::int64_t side) {
  require_folder_side(side);
  FolderFiles found = folder_files(root, part);
  LabelledImages images{side, side, {}, {}, found.class_names, kPhotographs};
  images.notes = std::move(found.notes);
  for (ClassFile& file : found.files) {
    images.labels.push_back(file.label);
    images.files.push_back(std::move(file.path));
  }
  return Dataset(text("stream:", root.string()), std::move(images));
}

PhotoReader::PhotoReader(const Normalisation& normalisation) : normalisation_(normalisation) {
  NormalisationTable{normalisation};  // says what is wrong with it
}

void PhotoReader::read(const std::string& file, const View& view, std::int64_t side,
                       float* output) const {
  const std::vector<std::uint8_t> bytes = read_file_bytes(file);
  std::unique_lock<std::mutex> alone(large_, std::defer_lock);
  if (claimed_pixels(bytes) > kMostPixelsKept) alone.lock();
  const RgbImage photo = decode_image(bytes, file);
  const PhotoView shown = view(photo.height, photo.width);
  const RgbImage square = resize_to_square(photo, shown.box, side);
  const std::span<float> pixels(output, square.pixels.size());
  std::ranges::transform(square.pixels, pixels.begin(),
                         [](std::uint8_t byte) { return static_cast<float>(byte) / 255.0f; });
  change_colours(shown, pixels);
  if (shown.mirrored) mirror(output, side);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const std::size_t c = i % kChannels;
    pixels[i] = (pixels[i] - normalisation_.mean[c]) / normalisation_.std[c];
  }
}

void SkippedImages::add(const std::string& file) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto place = std::ranges::lower_bound(files_, file);
  if (place == files_.end() || *place != file) files_.insert(place, file);
}

std::vector<std::string> SkippedImages::files() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return files_;
}

}  // namespace actlab::datasets
