#include <actlab/search/state_bytes.h>

#include <cstring>

#include <actlab/core/base/error.h>

namespace actlab::search {
namespace {

[[noreturn]] void refuse() {
  throw Error("[search] the searcher's stored state is damaged or of another configuration");
}

}  // namespace

void StateWriter::raw(const void* data, std::size_t size) {
  bytes_.append(static_cast<const char*>(data), size);
}
void StateWriter::integer(std::int64_t value) { raw(&value, sizeof value); }
void StateWriter::real(double value) { raw(&value, sizeof value); }
void StateWriter::string(std::string_view value) {
  integer(std::ssize(value));
  raw(value.data(), value.size());
}
void StateWriter::integers(std::span<const std::int64_t> values) {
  integer(std::ssize(values));
  raw(values.data(), values.size_bytes());
}
void StateWriter::reals(std::span<const double> values) {
  integer(std::ssize(values));
  raw(values.data(), values.size_bytes());
}
void StateWriter::tensor(const Tensor& values) {
  integer(values.elements());
  raw(values.data(), values.values().size_bytes());
}

void StateReader::raw(void* data, std::size_t size) {
  if (size > bytes_.size()) refuse();
  if (size > 0) std::memcpy(data, bytes_.data(), size);
  bytes_.remove_prefix(size);
}
std::int64_t StateReader::integer() {
  std::int64_t value = 0;
  raw(&value, sizeof value);
  return value;
}
double StateReader::real() {
  double value = 0.0;
  raw(&value, sizeof value);
  return value;
}
std::size_t StateReader::count(std::size_t item_size) {
  const std::int64_t items = integer();
  if (items < 0 || static_cast<std::uint64_t>(items) > bytes_.size() / item_size) refuse();
  return static_cast<std::size_t>(items);
}
std::string StateReader::string() {
  std::string value(count(1), '\0');
  raw(value.data(), value.size());
  return value;
}
std::vector<std::int64_t> StateReader::integers() {
  std::vector<std::int64_t> values(count(sizeof(std::int64_t)));
  raw(values.data(), values.size() * sizeof(std::int64_t));
  return values;
}
std::vector<double> StateReader::reals() {
  std::vector<double> values(count(sizeof(double)));
  raw(values.data(), values.size() * sizeof(double));
  return values;
}
void StateReader::tensor(Tensor& into) {
  if (integer() != into.elements()) refuse();
  raw(into.data(), into.values().size_bytes());
}
void StateReader::finish() const {
  if (!bytes_.empty()) refuse();
}

}  // namespace actlab::search
