// Batches of labelled images: bytes become floats here, cropped and flipped where asked.
//
// The augmentation of an image is a function of (seed, epoch, image) alone.
#pragma once

#include <cstdint>

#include <actlab/core/tensor/indices.h>
#include <actlab/core/tensor/tensor.h>
#include <actlab/datasets/images/augmentation.h>
#include <actlab/datasets/images/dataset.h>
#include <actlab/datasets/loader.h>

namespace actlab::datasets {

struct ImageBatch {
  Tensor images;   // [batch, H, W, 3], normalised
  Indices labels;  // [batch]
};

struct ImageLoaderOptions {
  std::int64_t batch_size = 128;
  bool shuffle = false;
  bool augment = false;    // pad, crop and flip
  bool drop_last = false;  // leave out an epoch's last, shorter batch
  std::uint64_t seed = 0;
  Normalisation normalisation;
  std::int64_t prefetch = 2;  // batches made ahead; 0 makes every batch in next()
};

// Makes batches of one data set. Throws UsageError for a normalisation that cannot be.
class ImageBatches {
 public:
  ImageBatches(Dataset dataset, const Normalisation& normalisation)
      : dataset_(std::move(dataset)), table_(normalisation) {}

  const Dataset& dataset() const { return dataset_; }
  // The images `items`, as they are.
  ImageBatch make(const Items& items) const;
  // Cropped and flipped as drawn for (seed, epoch, image).
  ImageBatch make_augmented(const Items& items, std::uint64_t seed, std::int64_t epoch) const;

 private:
  template <class Draw>
  ImageBatch make_with(const Items& items, const Draw& draw) const;

  Dataset dataset_;
  NormalisationTable table_;
};

class ImageLoader : public Loader<ImageBatch> {
 public:
  // Throws UsageError for a batch size below 1 or above the number of images, and for a
  // normalisation that cannot be.
  ImageLoader(const Dataset& dataset, const ImageLoaderOptions& options);
};

}  // namespace actlab::datasets
