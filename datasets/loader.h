// Loader: batches of anything, in an order that depends on nothing but the seed and the epoch.
//
//   Loader<Batch> loader(sampler, [](std::int64_t epoch, const Items& items) { return ...; });
//   Batch batch = loader.next();
//
// A sampler says which items make up which batch, `make` makes it, and both are pure functions; so
// the sequence of batches is the same for any number of threads, and a position, saved and sought
// again, gives the same batches bit for bit.
//
// The next batches are made in the background while the caller computes; a batch that is not begun
// when it is needed is made by the caller itself.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/datasets/made_ahead.h>
#include <actlab/datasets/sampler.h>

namespace actlab::datasets {

using Items = std::vector<std::int64_t>;  // numbers of items of a data set

// Throws Error for a position outside 0 <= epoch < 2^31, 0 <= batch < batches.
void require_position(Position position, std::int64_t batches);

template <class Batch>
class Loader {
 public:
  // Called on any thread, several at once; owns or shares all that it needs.
  using Make = std::function<Batch(std::int64_t epoch, const Items& items)>;

  // `prefetch` batches are made ahead; with 0 each is made in next().
  Loader(std::shared_ptr<const Sampler> sampler, Make make, std::int64_t prefetch = 2)
      : sampler_(std::move(sampler)),
        make_(std::make_shared<const Make>(std::move(make))),
        prefetch_(prefetch) {}
  ~Loader() { abandon_pending(); }
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  std::int64_t batches_per_epoch() const { return sampler_->batches(); }

  // The batch at position(), which moves on by one; after an epoch's last batch comes the next
  // epoch's first. Rethrows what went wrong while that batch was made.
  Batch next() {
    ask_ahead();
    const Pending pending = pending_.front();
    pending->make();  // before the next one is asked for, or the background would begin with that
    pending_.pop_front();
    position_ = after(position_);
    ask_ahead();
    return pending->get();
  }

  Position position() const { return position_; }
  // Throws Error for a position that cannot be (require_position).
  void seek(Position position) {
    require_position(position, batches_per_epoch());
    if (position == position_) return;
    abandon_pending();
    position_ = asked_ = position;
  }

 private:
  using Pending = std::shared_ptr<MadeAhead<Batch>>;

  Position after(Position position) const {
    if (position.batch + 1 < batches_per_epoch()) return {position.epoch, position.batch + 1};
    return {position.epoch + 1, 0};
  }

  void ask_ahead() {
    const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(prefetch_, 1));
    while (pending_.size() < wanted) {
      pending_.push_back(ask(asked_));
      asked_ = after(asked_);
    }
  }

  Pending ask(Position position) {
    if (position.epoch != planned_epoch_) {
      plan_ = sampler_->epoch(position.epoch);
      planned_epoch_ = position.epoch;
    }
    const auto pending = std::make_shared<MadeAhead<Batch>>(
        [make = make_, epoch = position.epoch,
         items = plan_[static_cast<std::size_t>(position.batch)]] {
          return (*make)(epoch, items);
        });
    if (prefetch_ > 0) background_.run([pending] { pending->make(); });
    return pending;
  }

  void abandon_pending() {
    for (const Pending& pending : pending_) pending->abandon();
    pending_.clear();
  }

  std::shared_ptr<const Sampler> sampler_;
  std::shared_ptr<const Make> make_;
  std::int64_t prefetch_;
  Position position_;
  Position asked_;  // the first position not yet in pending_
  std::deque<Pending> pending_;
  std::int64_t planned_epoch_ = -1;
  std::vector<Items> plan_;     // the batches of planned_epoch_
  BackgroundTasks background_;  // last: its destructor waits for the tasks
};

}  // namespace actlab::datasets
