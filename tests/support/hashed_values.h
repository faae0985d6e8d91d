// Values that a name alone makes, so that another program can make the same without a file:
//
//   h    = FNV-1a, 64 bits, of the name
//   z    = SplitMix64's mix of h + (i + 1) * 0x9E3779B97F4A7C15
//   u(i) = ((z >> 40) - 2^23) / 2^23      in [-1, 1), exact in float32
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include <actlab/core/tensor/tensor.h>

namespace actlab::test {

class HashedUniform {
 public:
  explicit HashedUniform(std::string_view name) {
    for (const char c : name) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  }
  double operator()(std::int64_t i) const {
    std::uint64_t z = hash_ + (static_cast<std::uint64_t>(i) + 1) * 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    z ^= z >> 31;
    return (static_cast<double>(z >> 40) - 0x1p23) * 0x1p-23;
  }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325u;
};

// centre + spread * u.
inline Tensor hashed(std::string_view name, const Shape& shape, double centre, double spread) {
  const HashedUniform u(name);
  Tensor result = Tensor::uninitialised(shape);
  for (std::int64_t i = 0; i < shape.elements(); ++i) {
    result.data()[i] = static_cast<float>(centre + spread * u(i));
  }
  return result;
}

// Images [n, size, size, channels] of a fine and a coarse pattern.
inline Tensor hashed_images(std::int64_t n, std::int64_t channels, std::int64_t size) {
  const HashedUniform fine("input.fine"), coarse("input.coarse");
  const std::int64_t cells = (size + 7) / 8;
  Tensor result = Tensor::uninitialised({n, size, size, channels});
  for (std::int64_t plane = 0; plane < n * channels; ++plane) {
    for (std::int64_t y = 0; y < size; ++y) {
      for (std::int64_t x = 0; x < size; ++x) {
        const std::int64_t pixel = (plane / channels * size + y) * size + x;
        result.data()[pixel * channels + plane % channels] =
            static_cast<float>(0.5 * coarse((plane * cells + y / 8) * cells + x / 8) +
                               0.5 * fine((plane * size + y) * size + x));
      }
    }
  }
  return result;
}

// What tells two tensors apart: their sums, and a product that sees where each value stands.
struct Sums {
  double sum = 0.0, l2 = 0.0, dot = 0.0;
};
inline Sums sums_of(std::string_view name, const Tensor& tensor) {
  const HashedUniform probe(std::string("probe/").append(name));
  Sums sums;
  for (std::int64_t i = 0; i < tensor.elements(); ++i) {
    const double value = static_cast<double>(tensor.data()[i]);
    sums.sum += value;
    sums.l2 += value * value;
    sums.dot += value * probe(i);
  }
  sums.l2 = std::sqrt(sums.l2);
  return sums;
}

}  // namespace actlab::test
