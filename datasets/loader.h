// Batches of a data set, in an order that depends on nothing but the seed and the epoch.
//
// The order of an epoch is Random(seed, Purpose::data_order, epoch).permutation, the augmentation
// of an image a function of (seed, epoch, image); so the sequence of batches is the same for any
// number of threads, and a position is two numbers: saved and sought again, it gives the same
// batches bit for bit, in the middle of an epoch too.
//
// The next batches are made in the background while the caller computes; a batch that is not begun
// when it is needed is made by the caller itself.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include <actlab/core/base/parallel.h>
#include <actlab/core/tensor/tensor.h>
#include <actlab/datasets/images/augmentation.h>
#include <actlab/datasets/images/dataset.h>
#include <actlab/datasets/made_ahead.h>

namespace actlab::datasets {

struct Batch {
  Tensor images;                     // [batch, H, W, 3], normalised
  std::vector<std::int64_t> labels;  // [batch]
};

struct LoaderOptions {
  std::int64_t batch_size = 128;
  bool shuffle = false;
  bool augment = false;    // pad, crop and flip
  bool drop_last = false;  // leave out an epoch's last, shorter batch
  std::uint64_t seed = 0;
  Normalisation normalisation;
  std::int64_t prefetch = 2;  // batches made ahead; 0 makes every batch in next()
};

// The batch that comes next: both count from 0.
struct LoaderPosition {
  std::int64_t epoch = 0;
  std::int64_t batch = 0;
  bool operator==(const LoaderPosition&) const = default;
};

class Loader {
 public:
  // Throws UsageError for a batch size below 1 or above the number of images, and for a
  // normalisation that cannot be.
  Loader(Dataset dataset, const LoaderOptions& options);
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  const Dataset& dataset() const { return maker_->dataset; }
  std::int64_t batches_per_epoch() const { return batches_per_epoch_; }

  // The batch at position(), which moves on by one; after an epoch's last batch comes the next
  // epoch's first. Rethrows what went wrong while that batch was made.
  Batch next();

  LoaderPosition position() const { return position_; }
  // Throws Error for a position outside 0 <= epoch < 2^31, 0 <= batch < batches_per_epoch().
  void seek(LoaderPosition position);

 private:
  // What making a batch needs; shared with the background and never changed.
  struct Maker {
    Dataset dataset;
    LoaderOptions options;
    NormalisationTable table;
    Batch make(std::int64_t epoch, const std::vector<std::int64_t>& images) const;
  };
  using Pending = std::shared_ptr<MadeAhead<Batch>>;

  void ask_ahead();
  void abandon_pending();
  Pending ask(LoaderPosition position);
  LoaderPosition after(LoaderPosition position) const;

  std::shared_ptr<const Maker> maker_;
  std::int64_t batches_per_epoch_;
  LoaderPosition position_;
  LoaderPosition asked_;  // the first position not yet in pending_
  std::deque<Pending> pending_;
  std::int64_t order_epoch_ = -1;
  std::vector<std::int64_t> order_;  // of order_epoch_
  BackgroundTasks background_;       // last: its destructor waits for the tasks
};

}  // namespace actlab::datasets
