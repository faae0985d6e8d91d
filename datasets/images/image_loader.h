// Batches of labelled images: bytes become floats here, cropped and flipped where asked. Images
// that are streamed (image_stream.h) are read here, and shown as photographs are (photo_view.h).
//
// The augmentation of an image is a function of (seed, epoch, image) alone.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <actlab/core/tensor/indices.h>
#include <actlab/core/tensor/tensor.h>
#include <actlab/datasets/images/augmentation.h>
#include <actlab/datasets/images/dataset.h>
#include <actlab/datasets/images/image_stream.h>
#include <actlab/datasets/loader.h>

namespace actlab::datasets {

struct ImageBatch {
  Tensor images;   // [batch, H, W, 3], normalised
  Indices labels;  // [batch]
};

struct StreamOptions {
  Colours colours = Colours::kept;  // what is changed where they are augmented
  // Takes the names of images that cannot be read: they are left out of their batches. Null: the
  // first of them is an Error.
  std::shared_ptr<SkippedImages> skipped = nullptr;
};

struct ImageLoaderOptions {
  std::int64_t batch_size = 128;
  bool shuffle = false;
  bool augment = false;    // pad, crop and flip; of a photograph, a random part
  bool drop_last = false;  // leave out an epoch's last, shorter batch
  std::uint64_t seed = 0;
  Normalisation normalisation;
  std::int64_t prefetch = 2;  // batches made ahead; 0 makes every batch in next()
  StreamOptions stream = {};  // of streamed images
};

// Makes batches of one data set. Throws UsageError for a normalisation that cannot be.
class ImageBatches {
 public:
  ImageBatches(Dataset dataset, const Normalisation& normalisation,
               const StreamOptions& stream = {})
      : dataset_(std::move(dataset)),
        table_(normalisation),
        photos_(normalisation),
        stream_(stream) {}

  const Dataset& dataset() const { return dataset_; }
  // The images `items`, as they are; of a photograph, the central part. Both leave out images that
  // cannot be read, and throw Error where that is all that there are.
  ImageBatch make(const Items& items) const;
  // Cropped and flipped, or shown, as drawn for (seed, epoch, image).
  ImageBatch make_augmented(const Items& items, std::uint64_t seed, std::int64_t epoch) const;

 private:
  template <class Draw>
  ImageBatch make_with(const Items& items, const Draw& draw) const;
  // view(image, height, width)
  template <class View>
  ImageBatch read_with(const Items& items, const View& view) const;
  ImageBatch without_unread(Tensor images, const Items& items,
                            const std::vector<std::string>& failures) const;

  void require_readable(const std::string& failure) const;

  Dataset dataset_;
  NormalisationTable table_;
  PhotoReader photos_;
  StreamOptions stream_;
};

class ImageLoader : public Loader<ImageBatch> {
 public:
  // Throws UsageError for a batch size below 1 or above the number of images, and for a
  // normalisation that cannot be.
  ImageLoader(const Dataset& dataset, const ImageLoaderOptions& options);
};

}  // namespace actlab::datasets
