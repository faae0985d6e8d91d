#include <actlab/core/io/safetensors.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <functional>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/core/io/json.h>
#include <actlab/core/io/safetensors_header.h>

namespace actlab {
namespace {

static_assert(std::endian::native == std::endian::little, "values are read and written in place");

// Copies `count` bytes from `offset` of the source.
using ReadAt = std::function<void(std::uint64_t offset, void* destination, std::size_t count)>;

// A file open for reading, whose size was found out once.
class InputFile {
 public:
  explicit InputFile(const std::string& path)
      : path_(path),
        descriptor_(
            ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {  // never waits on a pipe
    struct stat status {};
    if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) fail(std::strerror(errno));
    if (!S_ISREG(status.st_mode)) fail("it is not a regular file");
    bytes_ = static_cast<std::uint64_t>(status.st_size);
  }
  ~InputFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  std::uint64_t bytes() const { return bytes_; }

  void read(std::uint64_t offset, void* destination, std::size_t count) {
    char* next = static_cast<char*>(destination);
    while (count > 0) {
      const ssize_t got = ::pread(descriptor_, next, count, static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail(std::strerror(errno));
      if (got == 0) fail("it became shorter while it was read");
      next += got;
      offset += static_cast<std::uint64_t>(got);
      count -= static_cast<std::size_t>(got);
    }
  }

 private:
  [[noreturn]] void fail(const char* why) {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    throw Error(text("[safetensors] cannot read ", path_, ": ", why));
  }

  std::string path_;
  int descriptor_;
  std::uint64_t bytes_ = 0;
};

// IEEE binary16; every such value is exact in float32.
float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000u) << 16;
  const std::uint32_t exponent = (half >> 10) & 0x1Fu;
  const std::uint32_t fraction = half & 0x3FFu;
  if (exponent == 0) {  // zero and subnormals: fraction * 2^-24
    const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return sign != 0 ? -magnitude : magnitude;
  }
  const std::uint32_t wide = exponent == 31 ? 255 : exponent + 112;
  return std::bit_cast<float>(sign | wide << 23 | fraction << 13);
}

float bfloat_to_float(std::uint16_t bits) {
  return std::bit_cast<float>(std::uint32_t{bits} << 16);
}

template <class Stored, class Convert>
Tensor read_converted(const SafetensorsEntry& entry, std::uint64_t offset, const ReadAt& read_at,
                      const Convert& convert) {
  std::vector<Stored> stored(static_cast<std::size_t>(entry.shape.elements()));
  read_at(offset, stored.data(), stored.size() * sizeof(Stored));
  Tensor tensor = Tensor::uninitialised(entry.shape);
  for (std::size_t i = 0; i < stored.size(); ++i) tensor.data()[i] = convert(stored[i]);
  return tensor;
}

// Not defined() for types that hold no floating-point numbers.
Tensor read_values(const SafetensorsEntry& entry, std::uint64_t offset, const ReadAt& read_at) {
  if (entry.dtype == "F32") {
    Tensor tensor = Tensor::uninitialised(entry.shape);
    read_at(offset, tensor.data(), static_cast<std::size_t>(entry.end - entry.begin));
    return tensor;
  }
  if (entry.dtype == "F16") {
    return read_converted<std::uint16_t>(entry, offset, read_at, half_to_float);
  }
  if (entry.dtype == "BF16") {
    return read_converted<std::uint16_t>(entry, offset, read_at, bfloat_to_float);
  }
  if (entry.dtype == "F64") {
    return read_converted<double>(entry, offset, read_at,
                                  [](double value) { return static_cast<float>(value); });
  }
  return Tensor();
}

Safetensors read_from(const ReadAt& read_at, std::uint64_t file_bytes, const std::string& source) {
  if (file_bytes < kSafetensorsLengthBytes) {
    throw Error(text("[safetensors] ", source, ": has ", file_bytes,
                     " bytes, fewer than the 8 of the header's length; this is no safetensors ",
                     "file"));
  }
  std::uint64_t header_bytes = 0;
  read_at(0, &header_bytes, sizeof header_bytes);
  check_header_length(header_bytes, file_bytes, source);
  std::string json(static_cast<std::size_t>(header_bytes), '\0');
  read_at(kSafetensorsLengthBytes, json.data(), json.size());
  const std::uint64_t values_begin = kSafetensorsLengthBytes + header_bytes;
  SafetensorsHeader header = parse_safetensors_header(json, file_bytes - values_begin, source);

  Safetensors result;
  result.metadata = std::move(header.metadata);
  for (const SafetensorsEntry& entry : header.entries) {
    Tensor tensor = read_values(entry, values_begin + entry.begin, read_at);
    if (tensor.defined()) {
      result.tensors.emplace(entry.name, std::move(tensor));
    } else {
      result.skipped.emplace(entry.name, entry.dtype);
    }
  }
  return result;
}

}  // namespace

Safetensors read_safetensors(const std::string& path) {
  InputFile file(path);
  return read_from([&](std::uint64_t offset, void* destination,
                       std::size_t count) { file.read(offset, destination, count); },
                   file.bytes(), path);
}

Safetensors parse_safetensors(std::span<const std::byte> bytes, const std::string& source) {
  return read_from(
      [&](std::uint64_t offset, void* destination, std::size_t count) {
        if (count > 0) std::memcpy(destination, bytes.data() + offset, count);
      },
      bytes.size(), source);
}

std::string safetensors_header(const NamedTensors& tensors, const Metadata& metadata) {
  Json json = Json::object();
  if (!metadata.empty()) json["__metadata__"] = metadata;
  std::uint64_t offset = 0;
  for (const auto& [name, tensor] : tensors) {
    if (name == "__metadata__") {
      throw Error("[safetensors] a tensor must not be named __metadata__");
    }
    const std::uint64_t end = offset + static_cast<std::uint64_t>(tensor.elements()) * 4;
    json.get_ref<Json::object_t&>().Json::object_t::Container::emplace_back(
        name,
        Json{{"dtype", "F32"}, {"shape", tensor.shape().sizes()}, {"data_offsets", {offset, end}}});
    offset = end;
  }
  std::string header;
  try {
    header = json.dump();
  } catch (const Json::exception&) {
    throw Error("[safetensors] names of tensors and metadata must be UTF-8");
  }
  header.resize((header.size() + 7) / 8 * 8, ' ');
  const std::uint64_t bytes = header.size();
  std::string length(sizeof bytes, '\0');
  std::memcpy(length.data(), &bytes, sizeof bytes);
  return length + header;
}

void write_safetensors(const std::string& path, const NamedTensors& tensors,
                       const Metadata& metadata) {
  const std::string header = safetensors_header(tensors, metadata);
  AtomicFile file(path);
  file.write(header);
  for (const auto& [name, tensor] : tensors) {
    file.write(tensor.data(), static_cast<std::size_t>(tensor.elements()) * sizeof(float));
  }
  file.commit();
}

}  // namespace actlab
