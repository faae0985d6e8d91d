#include <actlab/datasets/images/image_loader.h>

#include <algorithm>
#include <memory>
#include <utility>

#include <actlab/core/base/error.h>
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

template <class View>
ImageBatch ImageBatches::read_with(const Items& items, const View& view) const {
  const auto count = static_cast<std::int64_t>(items.size());
  const MemoryUseScope scope(MemoryUse::data);
  Tensor images = Tensor::uninitialised({count, dataset_.height(), dataset_.width(), kChannels});
  std::vector<std::string> failures(items.size());  // empty where an image was read
  const auto image_floats = dataset_.height() * dataset_.width() * kChannels;
  parallel_chunks(count, 1, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
    for (std::int64_t i = begin; i < end; ++i) {
      const std::int64_t image = items[static_cast<std::size_t>(i)];
      try {
        photos_.read(
            dataset_.file(image),
            [&](std::int64_t height, std::int64_t width) { return view(image, height, width); },
            dataset_.height(), images.data() + i * image_floats);
      } catch (const Error& error) {
        failures[static_cast<std::size_t>(i)] = error.what();
      }
    }
  });
  return without_unread(images, items, failures);
}

ImageBatch ImageBatches::without_unread(Tensor images, const Items& items,
                                        const std::vector<std::string>& failures) const {
  const std::int64_t image_floats = dataset_.height() * dataset_.width() * kChannels;
  std::vector<std::int32_t> labels;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (failures[i].empty()) {
      // Those behind an image that is left out move up.
      const auto to = static_cast<std::int64_t>(labels.size()), from = static_cast<std::int64_t>(i);
      if (to < from) {
        std::copy_n(images.data() + from * image_floats, image_floats,
                    images.data() + to * image_floats);
      }
      labels.push_back(static_cast<std::int32_t>(dataset_.label(items[i])));
    } else if (stream_.skipped != nullptr) {
      stream_.skipped->add(dataset_.file(items[i]));
    } else {
      throw Error(failures[i] + "; mend or remove it, or pass over such images with " +
                  "--skip-bad-images on");
    }
  }
  if (labels.empty() && !items.empty()) require_readable(failures.front());
  const auto read = static_cast<std::int64_t>(labels.size());
  if (read == images.size(0)) return {images, Indices(std::move(labels))};
  Tensor fewer = Tensor::uninitialised({read, images.size(1), images.size(2), kChannels});
  std::copy_n(images.data(), fewer.elements(), fewer.data());
  return {fewer, Indices(std::move(labels))};
}

void ImageBatches::require_readable(const std::string& failure) const {
  const std::vector<std::string> skipped = stream_.skipped->files();
  for (std::int64_t image = 0; image < dataset_.size(); ++image) {
    if (!std::ranges::binary_search(skipped, dataset_.file(image))) return;
  }
  throw Error(text("[stream] none of the ", dataset_.size(), " images of ", dataset_.name(),
                   " can be read: ", failure, "; mend them, or name another folder"));
}

ImageBatch ImageBatches::make(const Items& items) const {
  if (dataset_.is_streamed()) {
    return read_with(items, [](std::int64_t, std::int64_t height, std::int64_t width) {
      return central_view(height, width);
    });
  }
  return make_with(items, [](std::int64_t) { return CropFlip{}; });
}

ImageBatch ImageBatches::make_augmented(const Items& items, std::uint64_t seed,
                                        std::int64_t epoch) const {
  if (dataset_.is_streamed()) {
    return read_with(items, [&](std::int64_t image, std::int64_t height, std::int64_t width) {
      return draw_view(seed, epoch, image, height, width, stream_.colours);
    });
  }
  return make_with(items, [&](std::int64_t image) { return draw_crop_flip(seed, epoch, image); });
}

namespace {

std::shared_ptr<const Sampler> sampler(const Dataset& dataset, const ImageLoaderOptions& options) {
  const SamplerOptions sampling{options.batch_size, options.shuffle, options.drop_last,
                                options.seed};
  return std::make_shared<EqualCounts>(dataset.size(), sampling, "images of " + dataset.name());
}

// An update needs images: where none of a batch can be read, those behind them stand in. Ends, as
// make() throws where none of all can be read.
template <class Make>
ImageBatch some_of(std::int64_t all, Items items, const Make& make) {
  ImageBatch batch = make(items);
  while (batch.labels.elements() == 0 && !items.empty()) {
    for (std::int64_t& item : items) item = (item + 1) % all;
    batch = make(items);
  }
  return batch;
}

Loader<ImageBatch>::Make maker(const Dataset& dataset, const ImageLoaderOptions& options) {
  const auto batches =
      std::make_shared<const ImageBatches>(dataset, options.normalisation, options.stream);
  return [batches, augment = options.augment, seed = options.seed](std::int64_t epoch,
                                                                   const Items& items) {
    return some_of(batches->dataset().size(), items, [&](const Items& tried) {
      return augment ? batches->make_augmented(tried, seed, epoch) : batches->make(tried);
    });
  };
}

}  // namespace

ImageLoader::ImageLoader(const Dataset& dataset, const ImageLoaderOptions& options)
    : Loader(sampler(dataset, options), maker(dataset, options), options.prefetch) {}

}  // namespace actlab::datasets
