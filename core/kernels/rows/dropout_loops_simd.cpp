#include <actlab/core/kernels/rows/dropout_loops.h>

#include <actlab/core/kernels/vector/vector.h>

namespace actlab::kernels::ACTLAB_ISA {
namespace {

constexpr int kVectors = 4;                     // side by side: a round waits for its products
constexpr int kBlocks = kVectors * kWideLanes;  // of Philox at once
constexpr int kWords = 4 * kBlocks;

// The words of blocks first, first + 1, ...: philox4x32 (core/base/random.h) with a block a lane.
// Only the lower half of a lane counts, so what the products leave in the upper one may stay.
void random_words(RandomStream stream, std::uint64_t first, std::uint32_t* words) {
  WideWords c[4][kVectors];
  for (int v = 0; v < kVectors; ++v) {
    const WideWords block = counting_words(first + static_cast<std::uint64_t>(v * kWideLanes));
    c[0][v] = block;
    c[1][v] = block >> 32;
    c[2][v] = WideWords{} + stream.index[0];
    c[3][v] = WideWords{} + stream.index[1];
  }
  std::uint32_t key0 = stream.key[0], key1 = stream.key[1];
  for (int round = 0; round < 10; ++round) {
    for (int v = 0; v < kVectors; ++v) {
      const WideWords product0 = multiply_lower(c[0][v], 0xD2511F53u);
      const WideWords product1 = multiply_lower(c[2][v], 0xCD9E8D57u);
      c[0][v] = (product1 >> 32) ^ c[1][v] ^ key0;
      c[1][v] = product1;
      c[2][v] = (product0 >> 32) ^ c[3][v] ^ key1;
      c[3][v] = product0;
    }
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  for (int v = 0; v < kVectors; ++v) {
    for (int lane = 0; lane < kWideLanes; ++lane) {
      for (int word = 0; word < 4; ++word) *words++ = static_cast<std::uint32_t>(c[word][v][lane]);
    }
  }
}

void drop(std::int64_t n, const float* x, RandomStream stream, std::uint64_t position,
          std::uint32_t threshold, float scale, float* y) {
  std::uint32_t words[kWords];
  const auto below = static_cast<std::int32_t>(threshold);
  std::int64_t skip = static_cast<std::int64_t>(position % 4);
  std::uint64_t block = position / 4;
  for (std::int64_t begin = 0; begin < n; block += kBlocks) {
    random_words(stream, block, words);
    const std::int64_t count = n - begin < kWords - skip ? n - begin : kWords - skip;
    for (std::int64_t i = 0; i < count; i += kLanes) {
      Words word{};
      const std::int64_t left = count - i < kLanes ? count - i : kLanes;
      __builtin_memcpy(&word, words + skip + i, static_cast<std::size_t>(left) * sizeof *words);
      const Vector kept = load_first(x + begin + i, left) * scale;
      store_first(y + begin + i, (Mask)(word >> 8) < below ? Vector{} : kept, left);
    }
    begin += count;
    skip = 0;
  }
}

}  // namespace

extern const DropoutLoops kDropoutLoops;
const DropoutLoops kDropoutLoops{.drop = drop};

}  // namespace actlab::kernels::ACTLAB_ISA
