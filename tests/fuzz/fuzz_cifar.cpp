// Any bytes are either read as CIFAR records, all labels in range, or refused by an Error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/datasets/images/cifar.h>

using namespace actlab::datasets;

namespace {

// What is refused is refused with the file's name; what is read fits a Dataset of the same size.
void check(CifarKind kind, std::span<const std::uint8_t> bytes, std::int64_t classes,
           std::int64_t record_bytes) {
  LabelledImages images{kCifarSide, kCifarSide, {}, {}, {}, {}};
  images.class_names.resize(static_cast<std::size_t>(classes));
  try {
    parse_cifar(kind, bytes, "input", images);
  } catch (const actlab::Error& error) {
    if (std::string(error.what()).find("input") == std::string::npos) std::abort();
    return;
  }
  const Dataset dataset("input", std::move(images));
  if (dataset.size() * record_bytes != static_cast<std::int64_t>(bytes.size())) std::abort();
}

}  // namespace

// The first byte chooses the format. Whole records are long for a fuzzer to find, so the rest is
// also repeated up to a whole number of records.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const bool is_cifar10 = data[0] % 2 == 0;
  const CifarKind kind = is_cifar10 ? CifarKind::cifar10 : CifarKind::cifar100;
  const std::int64_t record_bytes = is_cifar10 ? 3073 : 3074;
  const std::int64_t classes = is_cifar10 ? 10 : 100;
  const std::span<const std::uint8_t> rest(data + 1, size - 1);
  check(kind, rest, classes, record_bytes);
  std::vector<std::uint8_t> whole(static_cast<std::size_t>(record_bytes * (1 + data[0] / 64)));
  for (std::size_t i = 0; i < whole.size(); ++i) whole[i] = rest[i % rest.size()];
  check(kind, whole, classes, record_bytes);
  return 0;
}
