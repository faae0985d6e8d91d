#include <actlab/core/io/safetensors_header.h>

#include <algorithm>
#include <optional>

#include <actlab/core/base/error.h>
#include <actlab/core/io/json.h>

namespace actlab {
namespace {

struct DataType {
  std::string_view name;
  std::uint64_t bytes;
};

constexpr DataType kDataTypes[] = {
    {"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1},
    {"I16", 2},  {"U16", 2}, {"F16", 2}, {"BF16", 2},    {"I32", 4},
    {"U32", 4},  {"F32", 4}, {"F64", 8}, {"I64", 8},     {"U64", 8},
};

[[noreturn]] void refuse(const std::string& source, const std::string& why) {
  throw Error(text("[safetensors] ", source, ": ", why));
}

// One tensor's line in the header.
class EntryReader {
 public:
  EntryReader(const std::string& source, const std::string& name)
      : source_(source), where_(text("tensor \"", name.substr(0, 200), "\"")) {
    entry_.name = name;
  }

  SafetensorsEntry read(const Json& json) {
    if (!json.is_object()) fail("must be an object with dtype, shape and data_offsets");
    const Json& dtype = member(json, "dtype");
    if (!dtype.is_string()) fail("dtype must be a string");
    entry_.dtype = dtype.get<std::string>();
    read_shape(member(json, "shape"));
    read_offsets(member(json, "data_offsets"));
    check_size();
    return entry_;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const { refuse(source_, where_ + ": " + why); }

  const Json& member(const Json& json, const char* key) const {
    const auto found = json.find(key);
    if (found == json.end()) fail(text("\"", key, "\" is missing"));
    return *found;
  }

  void read_shape(const Json& json) {
    if (!json.is_array()) fail("shape must be an array");
    std::vector<std::int64_t> sizes;
    for (const Json& size : json) {
      if (!size.is_number_unsigned()) fail("sizes must be whole numbers of 0 or more");
      const auto value = size.get<std::uint64_t>();
      if (value > static_cast<std::uint64_t>(INT64_MAX)) fail("the size of the shape overflows");
      sizes.push_back(static_cast<std::int64_t>(value));
    }
    try {
      entry_.shape = Shape(std::move(sizes));
    } catch (const Error&) {
      fail("the size of the shape overflows");
    }
  }

  void read_offsets(const Json& json) {
    if (!json.is_array() || json.size() != 2 || !json[0].is_number_unsigned() ||
        !json[1].is_number_unsigned()) {
      fail("data_offsets must be two whole numbers of 0 or more");
    }
    entry_.begin = json[0].get<std::uint64_t>();
    entry_.end = json[1].get<std::uint64_t>();
    if (entry_.end < entry_.begin) {
      fail(text("data_offsets end at ", entry_.end, ", before they begin at ", entry_.begin));
    }
  }

  void check_size() const {
    const auto* type = std::ranges::find(kDataTypes, entry_.dtype, &DataType::name);
    if (type == std::end(kDataTypes))
      fail(text("unknown dtype \"", entry_.dtype.substr(0, 20), "\""));
    std::uint64_t expected = 0;
    if (__builtin_mul_overflow(static_cast<std::uint64_t>(entry_.shape.elements()), type->bytes,
                               &expected)) {
      fail("the size of the shape overflows");
    }
    if (entry_.end - entry_.begin != expected) {
      fail(text("dtype ", entry_.dtype, " and shape ", entry_.shape, " need ", expected,
                " bytes, data_offsets hold ", entry_.end - entry_.begin));
    }
  }

  const std::string& source_;
  std::string where_;
  SafetensorsEntry entry_;
};

Metadata read_metadata(const Json& json, const std::string& source) {
  if (!json.is_object()) refuse(source, "__metadata__ must be an object of strings");
  Metadata metadata;
  for (const auto& [key, value] : json.items()) {
    if (!value.is_string()) refuse(source, "__metadata__ must be an object of strings");
    metadata[key] = value.get<std::string>();
  }
  return metadata;
}

// The tensors must tile the values: no gap, no overlap, nothing left over.
void check_tiling(const std::vector<SafetensorsEntry>& entries, std::uint64_t value_bytes,
                  const std::string& source) {
  std::uint64_t end = 0;
  for (const SafetensorsEntry& entry : entries) {
    if (entry.begin != end) {
      refuse(source, text("tensor \"", entry.name.substr(0, 200), "\" begins at byte ", entry.begin,
                          " of the values, the one before it ends at ", end));
    }
    end = entry.end;
  }
  if (end != value_bytes) {
    refuse(source, text("the header describes ", end, " bytes of values, the file holds ",
                        value_bytes, "; it is truncated or has something appended"));
  }
}

}  // namespace

std::uint64_t check_header_length(std::uint64_t header_bytes, std::uint64_t file_bytes,
                                  const std::string& source) {
  if (header_bytes > kLargestSafetensorsHeader) {
    refuse(source, text("the header would be ", header_bytes, " bytes long, more than the ",
                        kLargestSafetensorsHeader, " allowed; this is no safetensors file"));
  }
  if (header_bytes > file_bytes - kSafetensorsLengthBytes) {
    refuse(source, text("the header would be ", header_bytes, " bytes long, but the file has only ",
                        file_bytes, "; it is truncated"));
  }
  return header_bytes;
}

SafetensorsHeader parse_safetensors_header(std::string_view json, std::uint64_t value_bytes,
                                           const std::string& source) {
  if (!json.starts_with('{')) refuse(source, "the header must begin with {");
  const Json parsed = parse_json(json, source);
  SafetensorsHeader header;
  for (const auto& [name, value] : parsed.items()) {
    if (name == "__metadata__") {
      header.metadata = read_metadata(value, source);
    } else {
      header.entries.push_back(EntryReader(source, name).read(value));
    }
  }
  std::ranges::sort(header.entries, [](const SafetensorsEntry& a, const SafetensorsEntry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  check_tiling(header.entries, value_bytes, source);
  return header;
}

}  // namespace actlab
