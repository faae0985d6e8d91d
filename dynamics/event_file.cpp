#include <actlab/dynamics/event_file.h>

#include <array>
#include <bit>
#include <cmath>
#include <span>
#include <vector>

namespace actlab::dynamics {
namespace {

// ---- bytes -------------------------------------------------------------------------------------

template <class Word>
std::string little_endian(Word word) {
  std::string bytes;
  for (std::size_t i = 0; i < sizeof word; ++i) {
    bytes += static_cast<char>(static_cast<unsigned char>(word >> (8 * i)));
  }
  return bytes;
}

std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78u : 0u);
    table[byte] = crc;
  }
  return table;
}

std::string masked_crc(std::string_view bytes) {
  const std::uint32_t crc = crc32c(bytes);
  return little_endian(((crc >> 15) | (crc << 17)) + 0xa282ead8u);
}

std::string framed(const std::string& event) {
  const std::string length = little_endian(static_cast<std::uint64_t>(event.size()));
  return length + masked_crc(length) + event + masked_crc(event);
}

// ---- fields of a protocol buffer ---------------------------------------------------------------

std::string varint(std::uint64_t number) {
  std::string bytes;
  for (; number >= 0x80; number >>= 7) bytes += static_cast<char>((number & 0x7f) | 0x80);
  return bytes + static_cast<char>(number);
}

enum class Wire : std::uint8_t { varint = 0, eight_bytes = 1, bytes = 2, four_bytes = 5 };

std::string key(int field, Wire wire) {
  return varint(static_cast<std::uint64_t>(field) << 3 | static_cast<std::uint64_t>(wire));
}

std::string field(int number, double value) {
  return key(number, Wire::eight_bytes) + little_endian(std::bit_cast<std::uint64_t>(value));
}

std::string field(int number, float value) {
  return key(number, Wire::four_bytes) + little_endian(std::bit_cast<std::uint32_t>(value));
}

std::string field(int number, std::int64_t value) {
  return key(number, Wire::varint) + varint(static_cast<std::uint64_t>(value));
}

std::string field(int number, const std::string& bytes) {
  return key(number, Wire::bytes) + varint(bytes.size()) + bytes;
}

std::string packed(int number, std::span<const double> values) {
  std::string bytes;
  for (const double value : values) bytes += little_endian(std::bit_cast<std::uint64_t>(value));
  return field(number, bytes);
}

double finite_or_zero(double value) { return std::isfinite(value) ? value : 0.0; }

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  static const std::array<std::uint32_t, 256> table = crc_table();
  std::uint32_t crc = ~0u;
  for (const char byte : bytes) {
    crc = (crc >> 8) ^ table[(crc ^ static_cast<unsigned char>(byte)) & 0xff];
  }
  return ~crc;
}

std::string version_record(double wall_time) {
  return framed(field(1, wall_time) + field(3, std::string("brain.Event:2")));
}

void Summary::add(const std::string& tag, double value) {
  values_ += field(1, field(1, tag) + field(2, static_cast<float>(value)));
}

// The outermost counted bins end where their edges do: the smallest and largest number are not on
// record.
void Summary::add(const std::string& tag, Scale scale, const Histogram& histogram, double mean,
                  double mean_square) {
  if (histogram.counts.empty()) return;
  const auto first = edges(scale).begin() + static_cast<std::ptrdiff_t>(histogram.first);
  const std::vector<double> right_edges(first + 1, first + 1 + std::ssize(histogram.counts));
  const std::vector<double> counts(histogram.counts.begin(), histogram.counts.end());
  double count = 0.0;
  for (const double of_bin : counts) count += of_bin;
  const std::string histo = field(1, *first) + field(2, right_edges.back()) + field(3, count) +
                            field(4, finite_or_zero(count * mean)) +
                            field(5, finite_or_zero(count * mean_square)) + packed(6, right_edges) +
                            packed(7, counts);
  values_ += field(1, field(1, tag) + field(5, histo));
}

std::string Summary::record(double wall_time, std::int64_t step) const {
  const std::string at = step != 0 ? field(2, step) : "";  // 0 is what is left out
  return framed(field(1, wall_time) + at + field(5, values_));
}

}  // namespace actlab::dynamics
