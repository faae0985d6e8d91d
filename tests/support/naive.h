// Reference values in double precision, for comparison with the float32 operations.
#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include <actlab/core/base/random.h>
#include <actlab/core/base/shape.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab::test {

// A tensor of doubles, row-major, with the plainest possible indexing.
struct NaiveTensor {
  Shape shape;
  std::vector<double> values;

  NaiveTensor() = default;
  explicit NaiveTensor(const Shape& of_shape)
      : shape(of_shape), values(static_cast<std::size_t>(of_shape.elements()), 0.0) {}
  explicit NaiveTensor(const Tensor& tensor)
      : shape(tensor.shape()), values(tensor.values().begin(), tensor.values().end()) {}

  // x.at({n, h, w, c})
  double& at(std::initializer_list<std::int64_t> index) { return values[offset(index)]; }
  double at(std::initializer_list<std::int64_t> index) const { return values[offset(index)]; }
  // The element whose number in row-major order is i.
  double& operator[](std::int64_t i) { return values.at(static_cast<std::size_t>(i)); }
  double operator[](std::int64_t i) const { return values.at(static_cast<std::size_t>(i)); }

 private:
  std::size_t offset(std::initializer_list<std::int64_t> index) const {
    std::int64_t result = 0;
    std::int64_t axis = 0;
    for (std::int64_t i : index) result = result * shape[axis++] + i;
    return static_cast<std::size_t>(result);
  }
};

// ||got - expected|| / ||expected||; absolute where expected is zero; NaN where any value is NaN.
template <class Got, class Expected>
double relative_l2(const Got& got, const Expected& expected) {
  if (got.size() != expected.size()) return NAN;
  double difference = 0.0;
  double norm = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double e = static_cast<double>(expected[i]);
    const double d = static_cast<double>(got[i]) - e;
    difference += d * d;
    norm += e * e;
  }
  return std::sqrt(norm > 0.0 ? difference / norm : difference);
}

inline double relative_l2(const Tensor& got, const NaiveTensor& expected) {
  return got.shape() == expected.shape ? relative_l2(got.values(), expected.values) : NAN;
}

// Values uniform in [low, high), the same for the same seed.
inline Tensor random_tensor(const Shape& shape, std::uint64_t seed, float low = -1.0f,
                            float high = 1.0f) {
  Random random(seed, Purpose::test);
  Tensor tensor = Tensor::uninitialised(shape);
  for (float& value : tensor.values()) value = low + (high - low) * random.uniform();
  return tensor;
}

// Whole numbers in [-limit, limit]: sums of their products are exact in float32.
inline Tensor random_integers(const Shape& shape, std::uint64_t seed, std::int64_t limit = 4) {
  Random random(seed, Purpose::test);
  Tensor tensor = Tensor::uninitialised(shape);
  for (float& value : tensor.values()) {
    value = static_cast<float>(random.below(2 * limit + 1) - limit);
  }
  return tensor;
}

// A shuffled grid with at least `spacing` between any two values: no ties, and a small step makes
// none, so that max and sorting can be differentiated numerically.
inline Tensor spaced_tensor(const Shape& shape, std::uint64_t seed, float spacing = 0.25f) {
  Random random(seed, Purpose::test);
  Tensor tensor = Tensor::uninitialised(shape);
  const std::vector<std::int64_t> order = random.permutation(shape.elements());
  for (std::int64_t i = 0; i < shape.elements(); ++i) {
    const std::int64_t rank = order[static_cast<std::size_t>(i)] - shape.elements() / 2;
    tensor.data()[i] = spacing * (static_cast<float>(rank) + 0.4f);
  }
  return tensor;
}

}  // namespace actlab::test
