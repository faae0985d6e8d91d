#include <actlab/datasets/loader.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>

namespace actlab::datasets {

Batch Loader::Maker::make(std::int64_t epoch, const std::vector<std::int64_t>& images) const {
  const auto count = static_cast<std::int64_t>(images.size());
  const MemoryUseScope scope(MemoryUse::data);
  Batch batch{Tensor::uninitialised({count, dataset.height(), dataset.width(), kChannels}),
              std::vector<std::int64_t>(images.size())};
  float* output = batch.images.data();
  parallel_chunks(count, 8, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
    for (std::int64_t i = begin; i < end; ++i) {
      const std::int64_t image = images[static_cast<std::size_t>(i)];
      const CropFlip crop_flip =
          options.augment ? draw_crop_flip(options.seed, epoch, image) : CropFlip{};
      write_image(dataset.image(image), dataset.height(), dataset.width(), crop_flip, table,
                  output + i * dataset.image_bytes());
      batch.labels[static_cast<std::size_t>(i)] = dataset.label(image);
    }
  });
  return batch;
}

Loader::Loader(Dataset dataset, const LoaderOptions& options) {
  const std::int64_t images = dataset.size();
  const std::int64_t size = options.batch_size;
  if (size < 1) throw UsageError(text("[loader] the batch size must be at least 1, got ", size));
  if (size > images) {
    throw UsageError(text("[loader] a batch of ", size, " is more than the ", images, " images of ",
                          dataset.name(), "; use a smaller --batch-size"));
  }
  batches_per_epoch_ = options.drop_last ? images / size : chunk_count(images, size);
  maker_ = std::make_shared<const Maker>(
      Maker{std::move(dataset), options, NormalisationTable(options.normalisation)});
}

Loader::~Loader() { abandon_pending(); }

Batch Loader::next() {
  ask_ahead();
  const Pending pending = pending_.front();
  pending->make();  // before the next one is asked for, lest the background begins with that
  pending_.pop_front();
  position_ = after(position_);
  ask_ahead();
  return pending->get();
}

void Loader::seek(LoaderPosition position) {
  constexpr std::int64_t kEpochs = std::int64_t{1} << 31;
  if (position.epoch < 0 || position.epoch >= kEpochs || position.batch < 0 ||
      position.batch >= batches_per_epoch_) {
    throw Error(text("[loader] no batch ", position.batch, " in epoch ", position.epoch,
                     "; an epoch has ", batches_per_epoch_, " batches"));
  }
  if (position == position_) return;
  abandon_pending();
  position_ = asked_ = position;
}

LoaderPosition Loader::after(LoaderPosition position) const {
  if (position.batch + 1 < batches_per_epoch_) return {position.epoch, position.batch + 1};
  return {position.epoch + 1, 0};
}

void Loader::ask_ahead() {
  const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(maker_->options.prefetch, 0));
  while (pending_.size() < std::max<std::size_t>(wanted, 1)) {
    pending_.push_back(ask(asked_));
    asked_ = after(asked_);
  }
}

void Loader::abandon_pending() {
  for (const Pending& pending : pending_) pending->abandon();
  pending_.clear();
}

Loader::Pending Loader::ask(LoaderPosition position) {
  const LoaderOptions& options = maker_->options;
  const std::int64_t count = dataset().size();
  if (position.epoch != order_epoch_) {
    order_.resize(static_cast<std::size_t>(count));
    std::iota(order_.begin(), order_.end(), std::int64_t{0});
    if (options.shuffle) {
      order_ = Random(options.seed, Purpose::data_order, static_cast<std::uint64_t>(position.epoch))
                   .permutation(count);
    }
    order_epoch_ = position.epoch;
  }
  const auto begin = order_.begin() + position.batch * options.batch_size;
  const auto end = begin + std::min<std::int64_t>(order_.end() - begin, options.batch_size);
  const auto pending = std::make_shared<MadeAhead<Batch>>(
      [maker = maker_, epoch = position.epoch, images = std::vector(begin, end)] {
        return maker->make(epoch, images);
      });
  if (options.prefetch > 0) background_.run([pending] { pending->make(); });
  return pending;
}

}  // namespace actlab::datasets
