#include <actlab/layers/positions.h>

#include <cmath>

#include <actlab/core/base/error.h>

namespace actlab::layers {

Tensor sinusoidal_positions(std::int64_t length, std::int64_t width, std::int64_t first) {
  if (length < 0 || width < 0 || first < 0) {
    throw Error(text("[positions] length, width and first must not be negative, got ", length, ", ",
                     width, " and ", first));
  }
  Tensor table = Tensor::uninitialised({length, width});
  for (std::int64_t channel = 0; channel < width; ++channel) {
    const std::int64_t even = channel / 2 * 2;
    const double pair = static_cast<double>(even) / static_cast<double>(width);
    const double frequency = std::pow(10000.0, -pair);
    for (std::int64_t i = 0; i < length; ++i) {
      const double angle = static_cast<double>(first + i) * frequency;
      table.data()[i * width + channel] =
          static_cast<float>(channel % 2 == 0 ? std::sin(angle) : std::cos(angle));
    }
  }
  return table;
}

}  // namespace actlab::layers
