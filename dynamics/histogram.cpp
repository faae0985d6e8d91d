#include <actlab/dynamics/histogram.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

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

// Neighbours often fall into one bin: counted in turns, they do not wait for each other.
template <class BinOf>
void Bins::count(std::span<const float> numbers, float factor, const BinOf& bin) {
  constexpr std::size_t kTurns = 4;
  std::array<std::array<std::uint32_t, 128>, kTurns> counts{};
  std::size_t turn = 0;
  for (const float number : numbers) {
    const float scaled = number * factor;
    turn = (turn + 1) % kTurns;
    if (!std::isnan(scaled)) ++counts[turn][static_cast<std::size_t>(bin(scaled))];
  }
  for (const auto& of_turn : counts) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += of_turn[i];
  }
}

void Bins::add(std::span<const float> numbers, float factor) {
  constexpr std::size_t kMost = std::size_t{1} << 30;  // what the counts of one portion can hold
  for (; !numbers.empty(); numbers = numbers.subspan(std::min(kMost, numbers.size()))) {
    const auto portion = numbers.first(std::min(kMost, numbers.size()));
    if (scale_ == Scale::value) {
      count(portion, factor, [](float z) { return value_bin(z); });
    } else {
      count(portion, factor, [](float g) { return gradient_bin(g); });
    }
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
