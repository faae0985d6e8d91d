// What a convolution reads and writes besides its weights.
#pragma once

#include <cstdint>

#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/vector/rows.h>

namespace actlab::kernels {

// Images [n, h, w, channels] in memory, or images whose pixels are made as they are read: a
// normalised and activated image goes from the cache into the convolution and is never in memory.
class Images {
 public:
  Images(const float* values) : values_(values) {}  // NOLINT: images in memory are images
  explicit Images(const RowSource& source) : values_(source.origin()), source_(&source) {}

  // `count` pixels of `channels` floats, of all images counted through, from `first` on: where they
  // are, or made in scratch.
  const float* pixels(std::int64_t first, std::int64_t count, std::int64_t channels,
                      Scratch& scratch) const {
    if (source_ == nullptr) return values_ + first * channels;
    float* made = scratch.floats(count * channels);
    source_->write(first, count, made);
    return made;
  }
  // The memory behind them, to be fetched early.
  const float* memory() const { return values_; }

 private:
  const float* values_;
  const RowSource* source_ = nullptr;
};

// Where results go. `added`, of the same shape, is added to each of them as it is written: a skip
// connection, or a gradient from elsewhere. It may be `values` itself. `sink` then works on each
// piece of complete pixels. Both may be null.
struct Destination {
  Destination(float* to, const float* also = nullptr, RowSink* then = nullptr)  // NOLINT
      : values(to), added(also), sink(then) {}

  const float* added_at(std::int64_t offset) const {
    return added == nullptr ? nullptr : added + offset;
  }
  // To be called when `count` pixels of `channels` floats from `first` on are complete.
  void complete(std::int64_t first, std::int64_t count, std::int64_t channels) const {
    if (sink != nullptr) sink->take(first, count, values + first * channels);
  }

  float* values;
  const float* added;
  RowSink* sink;
};

}  // namespace actlab::kernels
