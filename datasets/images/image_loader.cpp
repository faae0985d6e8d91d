#include <actlab/datasets/images/image_loader.h>

#include <memory>
#include <utility>

#include <actlab/core/base/parallel.h>

namespace actlab::datasets {

template <class Draw>
ImageBatch ImageBatches::make_with(const Items& items, const Draw& draw) const {
  const auto count = static_cast<std::int64_t>(items.size());
  const MemoryUseScope scope(MemoryUse::data);
  Tensor images = Tensor::uninitialised({count, dataset_.height(), dataset_.width(), kChannels});
  std::vector<std::int32_t> labels(items.size());
  float* output = images.data();
  parallel_chunks(count, 8, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
    for (std::int64_t i = begin; i < end; ++i) {
      const std::int64_t image = items[static_cast<std::size_t>(i)];
      write_image(dataset_.image(image), dataset_.height(), dataset_.width(), draw(image), table_,
                  output + i * dataset_.image_bytes());
      labels[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(dataset_.label(image));
    }
  });
  return {images, Indices(std::move(labels))};
}

ImageBatch ImageBatches::make(const Items& items) const {
  return make_with(items, [](std::int64_t) { return CropFlip{}; });
}

ImageBatch ImageBatches::make_augmented(const Items& items, std::uint64_t seed,
                                        std::int64_t epoch) const {
  return make_with(items, [&](std::int64_t image) { return draw_crop_flip(seed, epoch, image); });
}

namespace {

std::shared_ptr<const Sampler> sampler(const Dataset& dataset, const ImageLoaderOptions& options) {
  const SamplerOptions sampling{options.batch_size, options.shuffle, options.drop_last,
                                options.seed};
  return std::make_shared<EqualCounts>(dataset.size(), sampling, "images of " + dataset.name());
}

Loader<ImageBatch>::Make maker(const Dataset& dataset, const ImageLoaderOptions& options) {
  const auto batches = std::make_shared<const ImageBatches>(dataset, options.normalisation);
  if (!options.augment) {
    return [batches](std::int64_t, const Items& items) { return batches->make(items); };
  }
  return [batches, seed = options.seed](std::int64_t epoch, const Items& items) {
    return batches->make_augmented(items, seed, epoch);
  };
}

}  // namespace

ImageLoader::ImageLoader(const Dataset& dataset, const ImageLoaderOptions& options)
    : Loader(sampler(dataset, options), maker(dataset, options), options.prefetch) {}

}  // namespace actlab::datasets
