// Convolutions of random sizes on whole numbers, whose sums are exact in float32.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>
#include <actlab/core/kernels/convolution/convolution_shape.h>
#include <actlab/core/kernels/vector/isa.h>

namespace actlab::test {

inline std::vector<float> whole_numbers(std::int64_t count, Random& random) {
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = static_cast<float>(random.below(9) - 4);
  return values;
}

struct Arrays {
  std::vector<float> input, weight, d_output;
};

inline Arrays whole_number_arrays(const kernels::ConvolutionShape& shape, Random& random) {
  return {whole_numbers(shape.input_elements(), random),
          whole_numbers(shape.weight_elements(), random),
          whole_numbers(shape.output_elements(), random)};
}

inline std::string description(const kernels::ConvolutionShape& s) {
  return text("n ", s.n, ", image ", s.h, "x", s.w, "x", s.in, ", out ", s.out, ", kernel ",
              s.kernel, ", stride ", s.stride, ", padding ", s.padding, ", groups ", s.groups);
}

// The same on all sides, or other numbers on each.
inline Padding random_padding(std::int64_t below, Random& random) {
  if (random.below(2) == 0) return random.below(below);
  const auto side = [&] { return random.below(below); };
  const std::int64_t top = side(), bottom = side(), left = side(), right = side();
  return {top, bottom, left, right};
}

// Small enough for the naive loops; channels straddle every vector width. `leaves_out`: paddings
// may be negative.
inline kernels::ConvolutionShape random_shape(Random& random, bool leaves_out = false) {
  kernels::ConvolutionShape s;
  s.n = random.below(4) + 1;
  s.kernel = random.below(5) + 1;
  s.stride = random.below(3) + 1;
  if (random.below(2) == 0) s.kernel.w = random.below(7) + 1;
  if (random.below(3) == 0) s.stride.w = random.below(3) + 1;
  s.padding = random_padding(4, random);
  if (leaves_out) {
    s.padding.top -= random.below(5);
    s.padding.right -= random.below(5);
  }
  s.groups = random.below(3) == 0 ? random.below(4) + 1 : 1;
  const std::int64_t most = 40 / s.groups;
  s.in = s.groups * (random.below(most) + 1);
  s.out = s.groups * (random.below(most) + 1);
  s.h = std::max<std::int64_t>(s.kernel.h - s.padding.height(), 1) + random.below(9);
  s.w = std::max<std::int64_t>(s.kernel.w - s.padding.width(), 1) + random.below(19);
  return s;
}

// With a kernel of 3 or 7 pixels along one axis, for one-dimensional Winograd.
inline kernels::ConvolutionShape random_line_shape(Random& random) {
  kernels::ConvolutionShape s = random_shape(random);
  const std::int64_t taps = random.below(2) == 0 ? 3 : 7;
  const bool vertical = random.below(2) == 0;
  const std::int64_t before = random.below(taps), after = random.below(taps);
  s.kernel = vertical ? Extent(taps, 1) : Extent(1, taps);
  s.padding = vertical ? Padding(before, after, 0, 0) : Padding(0, 0, before, after);
  s.stride = 1;
  s.groups = 1;
  s.h += vertical ? taps : 0;
  s.w += vertical ? 0 : taps;
  return s;
}

}  // namespace actlab::test
