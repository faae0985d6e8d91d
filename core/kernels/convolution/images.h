// What a convolution reads and writes besides its weights.
#pragma once

#include <cstdint>

#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/vector/rows.h>

namespace actlab::kernels {

// Images [n, h, w, channels] in memory, some channels of wider images there, or images whose pixels
// are made as they are read: a normalised and activated image goes from the cache into the
// convolution and is never in memory.
class Images {
 public:
  Images(const float* values) : values_(values), memory_(values) {}  // NOLINT: images are images
  // The pixels of all images counted through are the rows.
  explicit Images(const StridedRows& pixels) : values_(pixels.data), pixel_step_(pixels.step) {}
  explicit Images(const RowSource& source) : memory_(source.origin()), source_(&source) {}

  // `count` pixels of `channels` floats, of all images counted through, from `first` on: where they
  // are, or made in scratch.
  StridedRows pixels(std::int64_t first, std::int64_t count, std::int64_t channels,
                     Scratch& scratch) const {
    if (source_ == nullptr) {
      return StridedRows{values_, pixel_step_ > 0 ? pixel_step_ : channels}.from(first);
    }
    float* made = scratch.floats(count * channels);
    source_->write(first, count, made);
    return {made, channels};
  }
  // They are made as they are read: by make(), without gaps.
  bool are_made() const { return source_ != nullptr; }
  void make(std::int64_t first, std::int64_t count, float* to) const {
    source_->write(first, count, to);
  }
  // The memory behind them, to be fetched early; null where they do not lie there without gaps.
  const float* memory() const { return memory_; }

 private:
  const float* values_ = nullptr;
  std::int64_t pixel_step_ = 0;  // 0: as many as the channels
  const float* memory_ = nullptr;
  const RowSource* source_ = nullptr;
};

// Where results go. `added`, which lies as they do, is added to each of them as it is written: a
// skip connection, or a gradient from elsewhere. It may be `values` itself. `sink` then works on
// each piece of complete pixels. Both may be null.
struct Destination {
  Destination(float* to, const float* also = nullptr, RowSink* then = nullptr)  // NOLINT
      : values(to), added(also), sink(then) {}
  // Some channels of wider images, `step` floats from pixel to pixel.
  static Destination among_channels(float* to, std::int64_t step) {
    Destination result(to);
    result.pixel_step_ = step;
    return result;
  }

  // Floats from pixel to pixel where `channels` are written.
  std::int64_t pixel_step(std::int64_t channels) const {
    return pixel_step_ > 0 ? pixel_step_ : channels;
  }
  const float* added_at(std::int64_t offset) const {
    return added == nullptr ? nullptr : added + offset;
  }
  // The memory that will be written, to be fetched early; null where it has gaps.
  const float* memory() const { return pixel_step_ > 0 ? nullptr : values; }
  // To be called when `count` pixels of `channels` floats from `first` on are complete.
  void complete(std::int64_t first, std::int64_t count, std::int64_t channels) const {
    if (sink != nullptr) sink->take(first, count, values + first * channels);
  }

  float* values;
  const float* added;
  RowSink* sink;  // of results without gaps

 private:
  std::int64_t pixel_step_ = 0;  // 0: as many as the channels
};

}  // namespace actlab::kernels
