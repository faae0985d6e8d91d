// Which items of a data set make up which batch: a pure function of the seed and the epoch.
//
// A position is two numbers; saved and sought again, it names the same batches bit for bit, in the
// middle of an epoch too.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace actlab::datasets {

// The batch that comes next: both count from 0.
struct Position {
  std::int64_t epoch = 0;
  std::int64_t batch = 0;
  bool operator==(const Position&) const = default;
};

class Sampler {
 public:
  virtual ~Sampler() = default;

  // How many batches every epoch has.
  virtual std::int64_t batches() const = 0;

  // The items of all batches of an epoch, in order: batches() lists. Called once an epoch, by the
  // loader; nothing is kept between calls.
  virtual std::vector<std::vector<std::int64_t>> epoch(std::int64_t epoch) const = 0;
};

struct SamplerOptions {
  std::int64_t batch_size = 128;
  bool shuffle = false;    // by Random(seed, Purpose::data_order, epoch); else in file order
  bool drop_last = false;  // leave out an epoch's last, shorter batch
  std::uint64_t seed = 0;
};

// Batches of equal counts; the last may be shorter.
class EqualCounts : public Sampler {
 public:
  // `items` says what there are `count` of in messages: "images of cifar10". Throws UsageError for
  // a batch size below 1 or above the count.
  EqualCounts(std::int64_t count, const SamplerOptions& options, const std::string& items);

  std::int64_t batches() const override;
  std::vector<std::vector<std::int64_t>> epoch(std::int64_t epoch) const override;

 private:
  std::int64_t count_;
  SamplerOptions options_;
};

}  // namespace actlab::datasets
