#include <actlab/core/base/random.h>

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include <actlab/core/base/error.h>

namespace actlab {

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product0)};
    key[0] += 0x9E3779B9u;  // Weyl sequence: the golden ratio
    key[1] += 0xBB67AE85u;  // and the square root of 3, minus one
  }
  return counter;
}

// Seed and purpose are mixed into the key by one more Philox, so that streams of neighbouring seeds
// have nothing in common.
Random::Random(std::uint64_t seed, Purpose purpose, std::uint64_t index)
    : index_{static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32)} {
  const auto mixed =
      philox4x32({static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                  static_cast<std::uint32_t>(purpose), 0},
                 {0, 0});
  key_ = {mixed[0], mixed[1]};
}

std::uint32_t Random::next() {
  const std::uint64_t block = position_ / 4;
  if (block != cached_block_) {
    cache_ = philox4x32({static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32),
                         index_[0], index_[1]},
                        key_);
    cached_block_ = block;
  }
  return cache_[position_++ % 4];
}

float Random::uniform() { return static_cast<float>(next() >> 8) * 0x1p-24f; }

double Random::uniform_double() {
  const std::uint64_t high = next();
  return static_cast<double>((high << 32 | next()) >> 11) * 0x1p-53;
}

float Random::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform_double()));
  return static_cast<float>(radius * std::cos(2.0 * std::numbers::pi * uniform_double()));
}

std::int64_t Random::below(std::int64_t bound) {
  if (bound < 1 || bound > std::int64_t{1} << 32) {
    throw Error(text("[random] below() needs a bound from 1 to 2^32, got ", bound));
  }
  // Lemire 2019: multiply, and reject the few words that would make low results likelier.
  const auto range = static_cast<std::uint64_t>(bound);
  const std::uint64_t threshold = (std::uint64_t{1} << 32) % range;
  std::uint64_t product = 0;
  do {
    product = range * next();
  } while ((product & 0xFFFFFFFFu) < threshold);
  return static_cast<std::int64_t>(product >> 32);
}

std::vector<std::int64_t> Random::permutation(std::int64_t count) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  for (std::int64_t i = count - 1; i > 0; --i) {
    std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(below(i + 1))]);
  }
  return order;
}

}  // namespace actlab
