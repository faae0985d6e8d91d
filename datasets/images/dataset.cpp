#include <actlab/datasets/images/dataset.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>

namespace actlab::datasets {
namespace {

void check(const std::string& name, const LabelledImages& images) {
  const auto count = static_cast<std::int64_t>(images.labels.size());
  const bool is_streamed = !images.files.empty();
  if (is_streamed && static_cast<std::int64_t>(images.files.size()) != count) {
    throw Error(text("[dataset] ", name, ": expected ", count, " files, one an image, got ",
                     images.files.size()));
  }
  const std::int64_t expected = is_streamed ? 0 : count * images.height * images.width * kChannels;
  if (images.height < 1 || images.width < 1 ||
      static_cast<std::int64_t>(images.pixels.size()) != expected) {
    throw Error(text("[dataset] ", name, ": expected ", expected, " bytes of pixels for ", count,
                     " images of ", images.height, " x ", images.width, " x 3, got ",
                     images.pixels.size()));
  }
  const auto classes = static_cast<std::int64_t>(images.class_names.size());
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t label = images.labels[static_cast<std::size_t>(i)];
    if (label < 0 || label >= classes) {
      throw Error(text("[dataset] ", name, ": image ", i, " has label ", label, ", expected 0 to ",
                       classes - 1));
    }
  }
}

}  // namespace

Dataset::Dataset(std::string name, LabelledImages images) : name_(std::move(name)) {
  check(name_, images);
  selection_.resize(images.labels.size());
  std::iota(selection_.begin(), selection_.end(), std::int64_t{0});
  images_ = std::make_shared<const LabelledImages>(std::move(images));
}

std::int64_t Dataset::record(std::int64_t index) const {
  if (index < 0 || index >= size()) {
    throw Error(text("[dataset] ", name_, ": no image ", index, ", there are ", size()));
  }
  return selection_[static_cast<std::size_t>(index)];
}

std::span<const std::uint8_t> Dataset::image(std::int64_t index) const {
  const std::int64_t at = record(index);
  if (is_streamed()) {
    throw Error(text("[dataset] ", name_, ": images that are read from files keep no pixels"));
  }
  return std::span(images_->pixels)
      .subspan(static_cast<std::size_t>(at * image_bytes()),
               static_cast<std::size_t>(image_bytes()));
}

const std::string& Dataset::file(std::int64_t index) const {
  const std::int64_t at = record(index);
  if (!is_streamed()) throw Error(text("[dataset] ", name_, ": images in memory have no files"));
  return images_->files[static_cast<std::size_t>(at)];
}

std::int64_t Dataset::label(std::int64_t index) const {
  return images_->labels[static_cast<std::size_t>(record(index))];
}

Dataset Dataset::subset(const std::vector<std::int64_t>& indices) const {
  Dataset result = *this;
  result.selection_.clear();
  for (const std::int64_t index : indices) result.selection_.push_back(record(index));
  return result;
}

ValidationSplit split_validation(const Dataset& train, std::int64_t count, std::uint64_t seed) {
  if (count < 0 || count >= train.size()) {
    throw UsageError(
        text("[dataset] the validation split must leave images to train on: asked for ", count,
             " of the ", train.size(), " training images of ", train.name()));
  }
  std::vector<std::int64_t> order =
      Random(seed, Purpose::validation_split).permutation(train.size());
  const auto cut = order.begin() + static_cast<std::ptrdiff_t>(count);
  std::sort(order.begin(), cut);
  std::sort(cut, order.end());
  return {train.subset({cut, order.end()}), train.subset({order.begin(), cut})};
}

}  // namespace actlab::datasets
