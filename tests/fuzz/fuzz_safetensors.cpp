// Any bytes are either read as safetensors or refused by an Error; and what was read is written so
// that it is read back alike.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/core/io/safetensors.h>

namespace {

std::optional<actlab::Safetensors> parse(std::span<const std::byte> bytes) {
  try {
    return actlab::parse_safetensors(bytes, "input");
  } catch (const actlab::Error&) {
    return std::nullopt;  // refused with a sentence
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = parse(std::as_bytes(std::span(data, size)));
  if (!file) return 0;
  std::string copy = actlab::safetensors_header(file->tensors, file->metadata);
  for (const auto& [name, tensor] : file->tensors) {
    copy.append(reinterpret_cast<const char*>(tensor.data()), tensor.values().size_bytes());
  }
  const auto again = parse(std::as_bytes(std::span(copy)));
  if (!again || again->metadata != file->metadata ||
      again->tensors.size() != file->tensors.size()) {
    std::abort();
  }
  return 0;
}
