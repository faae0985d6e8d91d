// A searcher's state as bytes, written and read in the same order. Numbers are as in memory
// (little-endian on every machine that this runs on), so that they come back bit for bit.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/tensor/tensor.h>

namespace actlab::search {

class StateWriter {
 public:
  void integer(std::int64_t value);
  void real(double value);
  void string(std::string_view value);
  void integers(std::span<const std::int64_t> values);
  void reals(std::span<const double> values);
  void tensor(const Tensor& values);

  const std::string& bytes() const { return bytes_; }

 private:
  void raw(const void* data, std::size_t size);
  std::string bytes_;
};

// Every function throws Error where the bytes end too early; finish() where some are left.
class StateReader {
 public:
  explicit StateReader(std::string_view bytes) : bytes_(bytes) {}

  std::int64_t integer();
  double real();
  std::string string();
  std::vector<std::int64_t> integers();
  std::vector<double> reals();
  // Overwrites the values; throws Error for another number of them.
  void tensor(Tensor& into);
  void finish() const;

 private:
  std::size_t count(std::size_t item_size);
  void raw(void* data, std::size_t size);
  std::string_view bytes_;
};

}  // namespace actlab::search
