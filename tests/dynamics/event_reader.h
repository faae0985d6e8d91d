// Reads event files of TensorBoard, as far as actlab writes them; every checksum is checked.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/dynamics/event_file.h>

namespace actlab::test {

struct EventValue {
  float number = 0.0f;
  bool is_histogram = false;
  std::map<int, double> doubles;  // min 1, max 2, num 3, sum 4, sum_squares 5
  std::vector<double> limits, counts;
};

struct Event {
  double wall_time = 0.0;
  std::int64_t step = 0;
  std::string version;
  std::map<std::string, EventValue> values;  // by tag
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}
  bool empty() const { return bytes_.empty(); }

  std::string_view take(std::size_t count) {
    if (count > bytes_.size()) throw std::runtime_error("an event file is cut short");
    const std::string_view result = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return result;
  }
  template <class Number>
  Number number() {
    Number value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1).front());
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }
  std::string_view bytes() { return take(varint()); }

 private:
  std::string_view bytes_;
};

inline std::vector<double> packed_doubles(std::string_view bytes) {
  std::vector<double> values;
  for (ByteReader reader(bytes); !reader.empty();) values.push_back(reader.number<double>());
  return values;
}

inline EventValue read_histogram(std::string_view bytes) {
  EventValue value{.is_histogram = true, .doubles = {}, .limits = {}, .counts = {}};
  for (ByteReader reader(bytes); !reader.empty();) {
    const auto field = static_cast<int>(reader.varint() >> 3);
    if (field <= 5) value.doubles[field] = reader.number<double>();
    if (field == 6) value.limits = packed_doubles(reader.bytes());
    if (field == 7) value.counts = packed_doubles(reader.bytes());
  }
  return value;
}

inline void read_value(std::string_view bytes, Event& event) {
  std::string tag;
  EventValue value;
  for (ByteReader reader(bytes); !reader.empty();) {
    const auto key = reader.varint();
    if (key == 0x0a) tag = std::string(reader.bytes());
    if (key == 0x15) value.number = reader.number<float>();
    if (key == 0x2a) value = read_histogram(reader.bytes());
  }
  if (!event.values.emplace(tag, value).second) throw std::runtime_error("twice: " + tag);
}

inline Event read_event(std::string_view bytes) {
  Event event;
  for (ByteReader reader(bytes); !reader.empty();) {
    const auto key = reader.varint();
    if (key == 0x09) event.wall_time = reader.number<double>();
    if (key == 0x10) event.step = static_cast<std::int64_t>(reader.varint());
    if (key == 0x1a) event.version = std::string(reader.bytes());
    if (key != 0x2a) continue;
    for (ByteReader summary(reader.bytes()); !summary.empty();) {
      summary.varint();
      read_value(summary.bytes(), event);
    }
  }
  return event;
}

inline std::vector<Event> read_events(std::string_view file) {
  const auto check = [](std::string_view bytes, std::uint32_t masked) {
    const std::uint32_t rotated = masked - 0xa282ead8u;
    if (((rotated >> 17) | (rotated << 15)) != dynamics::crc32c(bytes)) {
      throw std::runtime_error("a checksum of an event file is wrong");
    }
  };
  std::vector<Event> events;
  for (ByteReader reader(file); !reader.empty();) {
    const std::string_view length = reader.take(8);
    check(length, reader.number<std::uint32_t>());
    const std::string_view bytes = reader.take(ByteReader(length).number<std::uint64_t>());
    check(bytes, reader.number<std::uint32_t>());
    events.push_back(read_event(bytes));
  }
  return events;
}

}  // namespace actlab::test
