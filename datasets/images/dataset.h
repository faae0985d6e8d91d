// Labelled images, the form that every data set takes before training: in memory, or as the names
// of files that are read batch by batch where they are too many for it (image_stream.h).
//
// Pixels are bytes, [N, H, W, 3] with red, green, blue innermost; a data set is a cheap handle that
// shares them, so a subset or a validation split copies no pixel. Bytes become floats only batch by
// batch, in the loader: 50,000 CIFAR images are 154 MB here and would be 614 MB as floats.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace actlab::datasets {

inline constexpr std::int64_t kChannels = 3;

enum class Part { train, test };

// Per channel, in units of 0..1: a batch holds (byte / 255 - mean) / std.
struct Normalisation {
  std::array<float, kChannels> mean{0.0f, 0.0f, 0.0f};
  std::array<float, kChannels> std{1.0f, 1.0f, 1.0f};
};

// What a reader fills in. `pixels` holds labels.size() * height * width * 3 bytes, unless there
// are `files`, one an image: photographs of any size that a batch shows with height x width pixels.
struct LabelledImages {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<std::uint8_t> pixels;
  std::vector<std::int64_t> labels;  // 0 .. class_names.size() - 1
  std::vector<std::string> class_names;
  Normalisation normalisation;
  std::vector<std::string> notes = {};  // what a reader left out, in sentences for the user
  std::vector<std::string> files = {};
};

// Immutable. Throws Error where the sizes do not agree or a label is no class.
class Dataset {
 public:
  Dataset(std::string name, LabelledImages images);

  const std::string& name() const { return name_; }
  std::int64_t size() const { return static_cast<std::int64_t>(selection_.size()); }
  std::int64_t height() const { return images_->height; }
  std::int64_t width() const { return images_->width; }
  std::int64_t image_bytes() const { return height() * width() * kChannels; }
  std::int64_t classes() const { return static_cast<std::int64_t>(class_names().size()); }
  const std::vector<std::string>& class_names() const { return images_->class_names; }
  const Normalisation& normalisation() const { return images_->normalisation; }
  const std::vector<std::string>& notes() const { return images_->notes; }

  // Images are files, not pixels.
  bool is_streamed() const { return !images_->files.empty(); }
  // Bytes of pixels that are kept.
  std::int64_t bytes() const { return is_streamed() ? 0 : size() * image_bytes(); }

  // `index` is in [0, size()); all throw Error out of range. Pixels have only images in memory,
  // and files only streamed ones; Error where it is the other way.
  std::span<const std::uint8_t> image(std::int64_t index) const;
  const std::string& file(std::int64_t index) const;
  std::int64_t label(std::int64_t index) const;

  // The images at `indices`, in that order; shares the pixels. Throws Error out of range.
  Dataset subset(const std::vector<std::int64_t>& indices) const;

 private:
  std::int64_t record(std::int64_t index) const;

  std::string name_;
  std::shared_ptr<const LabelledImages> images_;
  std::vector<std::int64_t> selection_;  // the records of images_ that belong to this set
};

struct ValidationSplit {
  Dataset train;
  Dataset validation;
};

// Takes `count` images, drawn by (seed, Purpose::validation_split), out of a training set. Both
// parts keep the order of the images. Throws UsageError unless 0 <= count < train.size().
ValidationSplit split_validation(const Dataset& train, std::int64_t count, std::uint64_t seed);

}  // namespace actlab::datasets
