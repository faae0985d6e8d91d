// An image folder that need not fit into memory: its files are found at once, and read, decoded and
// shown (photo_view.h) when a batch asks for them, several at a time. What is kept is a name and a
// label an image, and the batches that are made ahead.
//
// Layouts, classes and order are those of an image folder (folder_files.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include <actlab/datasets/images/augmentation.h>
#include <actlab/datasets/images/dataset.h>
#include <actlab/datasets/images/photo_view.h>

namespace actlab::datasets {

// Opens no image. Throws what folder_files throws, and UsageError for a side outside 8 to 1024.
Dataset open_image_stream(const std::filesystem::path& root, Part part, std::int64_t side);

// Reads photographs as floats. Images above 16 megapixels are decoded one at a time.
class PhotoReader {
 public:
  // Throws UsageError for a normalisation that cannot be.
  explicit PhotoReader(const Normalisation& normalisation);

  // From a photograph's height and width.
  using View = std::function<PhotoView(std::int64_t height, std::int64_t width)>;
  // Writes the view of the file, [side, side, 3]. Throws Error, naming the file, where it cannot
  // be read.
  void read(const std::string& file, const View& view, std::int64_t side, float* output) const;

 private:
  Normalisation normalisation_;
  mutable std::mutex large_;  // held while a large image is decoded: it may take a gigabyte
};

// Those that could not be read and were passed over, by name; safe to use on any thread.
class SkippedImages {
 public:
  void add(const std::string& file);
  std::vector<std::string> files() const;  // sorted, each once

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> files_;
};

}  // namespace actlab::datasets
