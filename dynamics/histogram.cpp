#include <actlab/dynamics/histogram.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace actlab::dynamics {
namespace {

// The middle of the scale of values: 64 bins of 0.25.
constexpr float kMiddle = 8.0f;
constexpr int kMiddleExponent = 3;  // 8 = 2^3
constexpr int kBinsPerUnit = 4;
constexpr int kLargestExponent = 20;
constexpr int kOuterBins = kLargestExponent - kMiddleExponent;  // on each side
constexpr int kMiddleBins = 2 * 8 * kBinsPerUnit;

constexpr int kSmallestGradient = -60;
constexpr int kGradientBins = (kLargestExponent - kSmallestGradient) / 2;  // on each side

// floor(log2 magnitude) of a normal number; 128 of infinity.
int floor_log2(float magnitude) {
  return static_cast<int>(std::bit_cast<std::uint32_t>(magnitude) >> 23) - 127;
}

// ceil(log2 magnitude): intervals below zero are open where those above are closed.
int ceil_log2(float magnitude) {
  return static_cast<int>((std::bit_cast<std::uint32_t>(magnitude) - 1) >> 23) - 126;
}

std::vector<double> value_edges() {
  std::vector<double> result;
  for (int e = kLargestExponent; e > kMiddleExponent; --e) result.push_back(-std::ldexp(1.0, e));
  for (int i = 0; i <= kMiddleBins; ++i) {
    result.push_back(static_cast<double>(i) / kBinsPerUnit - static_cast<double>(kMiddle));
  }
  for (int e = kMiddleExponent + 1; e <= kLargestExponent; ++e) {
    result.push_back(std::ldexp(1.0, e));
  }
  return result;
}

std::vector<double> gradient_edges() {
  std::vector<double> result;
  for (int e = kLargestExponent; e >= kSmallestGradient; e -= 2) {
    result.push_back(-std::ldexp(1.0, e));
  }
  for (int e = kSmallestGradient; e <= kLargestExponent; e += 2) {
    result.push_back(std::ldexp(1.0, e));
  }
  return result;
}

int value_bin(float z) {
  if (z >= kMiddle) {
    return kOuterBins + kMiddleBins + std::min(floor_log2(z) - kMiddleExponent, kOuterBins - 1);
  }
  if (z < -kMiddle) return kOuterBins - std::min(ceil_log2(-z) - kMiddleExponent, kOuterBins);
  const float scaled = z * kBinsPerUnit;  // exact, which z + 8 would not be
  const int whole = static_cast<int>(scaled);
  const int floor = whole - (scaled < static_cast<float>(whole) ? 1 : 0);
  return kOuterBins + kMiddleBins / 2 + floor;
}

int gradient_bin(float g) {
  constexpr float kSmallest = 0x1p-60f;
  if (g >= kSmallest) {
    const int bin = (floor_log2(g) - kSmallestGradient) / 2;
    return kGradientBins + 1 + std::min(bin, kGradientBins - 1);
  }
  if (g >= -kSmallest) return kGradientBins;
  const int bin = (ceil_log2(-g) - kSmallestGradient - 1) / 2;
  return kGradientBins - 1 - std::min(bin, kGradientBins - 1);
}

// No edge has more than four bits of fraction. So the first bits of a float say which bin it is in:
// sign, exponent and these four, of a magnitude one bit less below zero, where intervals are open
// at their far end. A look into a table takes a fraction of the time that the branches above take.
constexpr int kFirstBits = 1 + 8 + 4;
constexpr std::uint32_t kPrefixes = 1u << kFirstBits;
constexpr std::uint8_t kNowhere = 127;  // of NaN

std::uint32_t prefix_of(float number) {
  const auto bits = std::bit_cast<std::uint32_t>(number);
  return (bits - (bits >> 31)) >> (32 - kFirstBits);
}

using BinTable = std::array<std::uint8_t, kPrefixes>;

BinTable table_of(Scale scale) {
  BinTable table;
  for (std::uint32_t prefix = 0; prefix < kPrefixes; ++prefix) {
    const std::uint32_t bits = prefix << (32 - kFirstBits);
    const auto number = std::bit_cast<float>(bits + (bits >> 31));
    table[prefix] =
        std::isnan(number) ? kNowhere : static_cast<std::uint8_t>(bin_of(scale, number));
  }
  return table;
}

const BinTable& table_at(Scale scale) {
  static const BinTable of_values = table_of(Scale::value);
  static const BinTable of_gradients = table_of(Scale::gradient);
  return scale == Scale::value ? of_values : of_gradients;
}

}  // namespace

const std::vector<double>& edges(Scale scale) {
  static const std::vector<double> of_values = value_edges();
  static const std::vector<double> of_gradients = gradient_edges();
  return scale == Scale::value ? of_values : of_gradients;
}

std::size_t bin_of(Scale scale, float number) {
  return static_cast<std::size_t>(scale == Scale::value ? value_bin(number) : gradient_bin(number));
}

Bins::Bins(Scale scale) : scale_(scale), counts_(edges(scale).size() - 1, 0) {}

// Prefixes come first, several in a register. Neighbours often fall into one bin: counted in turns,
// they do not wait for each other.
void Bins::count(std::span<const float> numbers, float factor) {
  constexpr std::size_t kTurns = 4, kPortion = 256;
  const BinTable& table = table_at(scale_);
  std::array<std::array<std::uint32_t, kNowhere + 1>, kTurns> counts{};
  std::array<std::uint32_t, kPortion> prefixes;
  for (std::size_t begin = 0; begin < numbers.size(); begin += kPortion) {
    const auto portion = numbers.subspan(begin, std::min(kPortion, numbers.size() - begin));
    for (std::size_t i = 0; i < portion.size(); ++i) {
      prefixes[i] = prefix_of(portion[i] * factor + 0.0f);  // -0 is 0, and NaN has its first bit
    }
    const std::size_t whole = portion.size() / kTurns * kTurns;
    for (std::size_t i = 0; i < whole; i += kTurns) {
      for (std::size_t turn = 0; turn < kTurns; ++turn) ++counts[turn][table[prefixes[i + turn]]];
    }
    for (std::size_t i = whole; i < portion.size(); ++i) ++counts[0][table[prefixes[i]]];
  }
  for (const auto& of_turn : counts) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += of_turn[i];
  }
}

void Bins::add(std::span<const float> numbers, float factor) {
  constexpr std::size_t kMost = std::size_t{1} << 30;  // what the counts of one portion can hold
  for (; !numbers.empty(); numbers = numbers.subspan(std::min(kMost, numbers.size()))) {
    count(numbers.first(std::min(kMost, numbers.size())), factor);
  }
}

void Bins::merge(const Bins& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
}

Histogram Bins::histogram() const {
  const auto is_counted = [](std::int64_t count) { return count > 0; };
  const auto begin = std::ranges::find_if(counts_, is_counted);
  if (begin == counts_.end()) return {};
  auto end = counts_.end();
  while (end[-1] == 0) --end;
  return {begin - counts_.begin(), {begin, end}};
}

}  // namespace actlab::dynamics
