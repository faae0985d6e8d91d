// Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as
// 1, 2, 3", SC 2011).
//
// A stream is named by (seed, purpose, index); its n-th number is a pure function of that name and
// n. So data order, augmentation and initialisation do not depend on threads or on each other, and
// a stream is saved and resumed by its position alone.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace actlab {

// What a stream is for. The numbers are part of what a seed means: never renumber them.
enum class Purpose : std::uint32_t {
  initialisation = 1,
  data_order = 2,
  augmentation = 3,
  dropout = 4,
  shapes_data = 5,
  validation_split = 6,
  controller = 7,
  evolution = 8,
  bootstrap = 9,
  test = 1000,
};

// Ten rounds of Philox4x32: four random words from a 128-bit counter and a 64-bit key.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key);

// What names a stream, for kernels that make many of its words at once.
struct RandomStream {
  std::uint32_t key[2];
  std::uint32_t index[2];
};

class Random {
 public:
  // `index` separates streams of one purpose: the epoch, the image, the layer.
  Random(std::uint64_t seed, Purpose purpose, std::uint64_t index = 0);

  std::uint32_t next();                    // uniform over all 32-bit words
  float uniform();                         // [0, 1), 24 random bits
  double uniform_double();                 // [0, 1), 53 random bits
  float normal();                          // N(0, 1), Box-Muller in double
  std::int64_t below(std::int64_t bound);  // uniform in [0, bound) without bias; bound >= 1
  std::vector<std::int64_t> permutation(std::int64_t count);  // Fisher-Yates shuffle of 0..count-1

  // Words drawn so far; seek() continues from there, bit for bit.
  std::uint64_t position() const { return position_; }
  void seek(std::uint64_t position) { position_ = position; }

  // Its word n is word n % 4 of philox4x32({n / 4, index}, key).
  RandomStream stream() const { return {{key_[0], key_[1]}, {index_[0], index_[1]}}; }

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 2> index_;
  std::uint64_t position_ = 0;
  std::uint64_t cached_block_ = ~std::uint64_t{0};
  std::array<std::uint32_t, 4> cache_{};
};

}  // namespace actlab
