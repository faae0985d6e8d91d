#include <actlab/dynamics/report/packing.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace actlab::dynamics {
namespace {

void append_short(std::string& bytes, std::uint32_t value) {
  bytes += static_cast<char>(value & 0xff);
  bytes += static_cast<char>(value >> 8 & 0xff);
}

// The upper 24 bits, rounded; a NaN keeps a bit that makes it one.
std::uint32_t upper_bits(double number) {
  const float single = static_cast<float>(number);
  if (std::isnan(single)) return 0x7fc000;
  const auto bits = std::bit_cast<std::uint32_t>(single);
  if (std::isinf(single)) return bits >> 8;
  return (bits + 0x80) >> 8;
}

}  // namespace

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t word = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      const auto byte = i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0;
      word = word << 8 | static_cast<std::uint32_t>(byte);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += i + j <= bytes.size() ? kDigits[word >> (18 - 6 * j) & 63] : '=';
    }
  }
  return text;
}

std::string number_bytes(std::span<const double> numbers) {
  std::string bytes;
  bytes.reserve(3 * numbers.size());
  for (const double number : numbers) {
    const std::uint32_t bits = upper_bits(number);
    append_short(bytes, bits);
    bytes += static_cast<char>(bits >> 16);
  }
  return bytes;
}

std::string level_bytes(std::span<const double> numbers, double low, double high) {
  constexpr double kLevels = 65534.0;
  std::string bytes;
  for (const double number : numbers) {
    const double share = high > low ? std::clamp((number - low) / (high - low), 0.0, 1.0) : 0.0;
    append_short(bytes, std::isnan(number)
                            ? 65535
                            : static_cast<std::uint32_t>(std::lround(kLevels * share)));
  }
  return bytes;
}

std::string histogram_bytes(const Histogram& histogram) {
  std::string bytes;
  append_short(bytes, static_cast<std::uint32_t>(histogram.first));
  append_short(bytes, static_cast<std::uint32_t>(histogram.counts.size()));
  if (histogram.counts.empty()) return bytes;
  const auto largest =
      static_cast<double>(std::max<std::int64_t>(1, std::ranges::max(histogram.counts)));
  for (auto bin = histogram.counts.begin(); bin != histogram.counts.end();) {
    const auto next = std::find_if(bin, std::min(histogram.counts.end(), bin + 255),
                                   [](auto count) { return count != 0; });
    if (next != bin) {
      bytes += '\0';
      bytes += static_cast<char>(next - bin);
      bin = next;
    } else {
      bytes += static_cast<char>(
          std::lround(std::ceil(255.0 * std::sqrt(static_cast<double>(*bin) / largest))));
      ++bin;
    }
  }
  return bytes;
}

std::vector<std::size_t> evenly_chosen(std::size_t all, std::size_t count) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < std::min(all, count); ++i) {
    chosen.push_back(all <= count ? i : count < 2 ? all - 1 : i * (all - 1) / (count - 1));
  }
  return chosen;
}

}  // namespace actlab::dynamics
