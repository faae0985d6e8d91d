// Convolution of some channels of wider images, read and written where they are.
#include <actlab/core/kernels/convolution/convolution.h>

#include <doctest/doctest.h>

#include <vector>

#include <actlab/core/kernels/channels/batch_norm.h>
#include <actlab/core/kernels/vector/isa.h>
#include "tests/support/random_convolution.h"
#include "tests/support/with_isa.h"

using namespace actlab;
using namespace actlab::kernels;
using namespace actlab::test;

namespace {

constexpr float kUntouched = 77.0f;

// Rows of `channels` floats among others, which keep the value kUntouched.
class WiderRows {
 public:
  WiderRows(std::int64_t rows, std::int64_t channels, Random& random)
      : rows_(rows),
        channels_(channels),
        first_(random.below(4)),
        step_(first_ + channels + random.below(5) + 1),
        values_(static_cast<std::size_t>(rows * step_), kUntouched) {}
  WiderRows(const std::vector<float>& dense, std::int64_t channels, Random& random)
      : WiderRows(static_cast<std::int64_t>(dense.size()) / channels, channels, random) {
    for (std::int64_t i = 0; i < rows_ * channels_; ++i) place(i) = dense[index(i)];
  }

  StridedRows rows() const { return {values_.data() + first_, step_}; }
  Destination destination() { return Destination::among_channels(values_.data() + first_, step_); }
  float* data() { return values_.data() + first_; }
  std::int64_t step() const { return step_; }
  // The channels alone, where all others are untouched.
  std::vector<float> dense() {
    std::vector<float> result;
    for (std::int64_t i = 0; i < rows_ * channels_; ++i) {
      result.push_back(place(i));
      place(i) = kUntouched;
    }
    for (const float value : values_) REQUIRE(value == kUntouched);
    return result;
  }

 private:
  static std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }
  float& place(std::int64_t i) {
    return values_[index(i / channels_ * step_ + first_ + i % channels_)];
  }

  std::int64_t rows_, channels_, first_, step_;
  std::vector<float> values_;
};

std::vector<float> zeros(std::int64_t count) {
  return std::vector<float>(static_cast<std::size_t>(count));
}

// The results have the bits that they have without gaps.
void check_in_place(const ConvolutionShape& shape, Random& random, ConvolutionMethod method) {
  INFO(description(shape), ", ", vector_lanes(), " lanes");
  const Arrays dense = whole_number_arrays(shape, random);
  std::vector<float> output = zeros(shape.output_elements()),
                     d_input = zeros(shape.input_elements()),
                     d_weight = zeros(shape.weight_elements()), got_d_weight = d_weight;
  convolution_forward(shape, dense.input.data(), dense.weight.data(), output.data(), method);
  convolution_backward(shape, dense.input.data(), dense.d_output.data(), dense.weight.data(),
                       d_weight.data(), d_input.data(), method);
  const WiderRows input(dense.input, shape.in, random), d_output(dense.d_output, shape.out, random);
  const std::int64_t pixels = shape.n * shape.output_h() * shape.output_w();
  WiderRows got_output(pixels, shape.out, random);
  WiderRows got_d_input(shape.n * shape.h * shape.w, shape.in, random);
  convolution_forward(shape, Images(input.rows()), dense.weight.data(), got_output.destination(),
                      method);
  convolution_backward(shape, Images(input.rows()), Images(d_output.rows()), dense.weight.data(),
                       got_d_weight.data(), got_d_input.destination(), method);
  CHECK(got_output.dense() == output);
  CHECK(got_d_input.dense() == d_input);
  CHECK(got_d_weight == d_weight);
}

template <class Body>
void for_each_isa(std::uint64_t seed, const Body& body) {
  for (const Isa isa : available_isas()) {
    const WithIsa with(isa);
    Random random(seed, Purpose::test);
    for (int i = 0; i < 60; ++i) body(random);
  }
}

}  // namespace

TEST_CASE("convolution in place: direct") {
  for_each_isa(21, [](Random& random) {
    check_in_place(random_shape(random, random.below(3) == 0), random, ConvolutionMethod::direct);
  });
}

TEST_CASE("convolution in place: depthwise") {
  for_each_isa(22, [](Random& random) {
    ConvolutionShape shape = random_shape(random);
    shape.in = shape.out = shape.groups = random.below(70) + 1;
    check_in_place(shape, random, ConvolutionMethod::depthwise);
  });
}

TEST_CASE("convolution in place: Winograd, by tiles and by points") {
  for_each_isa(23, [](Random& random) {
    ConvolutionShape shape = random_shape(random);
    shape.kernel = 3;
    shape.stride = 1;
    shape.groups = 1;
    shape.padding = random_padding(3, random);
    shape.h += 2;
    shape.w += 2;
    check_in_place(shape, random, ConvolutionMethod::winograd);
  });
  Random random(24, Purpose::test);
  check_in_place({.n = 3, .h = 8, .w = 8, .in = 230, .out = 192, .kernel = 3, .padding = 1}, random,
                 ConvolutionMethod::winograd);
}

TEST_CASE("convolution in place: one-dimensional Winograd") {
  for_each_isa(26, [](Random& random) {
    check_in_place(random_line_shape(random), random, ConvolutionMethod::winograd);
  });
}

TEST_CASE("batch norm in place: moments, rows and the gradient of the input") {
  for_each_isa(25, [](Random& random) {
    const std::int64_t rows = random.below(300) + 2, channels = random.below(700) + 1;
    const std::vector<float> x = whole_numbers(rows * channels, random);
    const std::vector<float> d_z = whole_numbers(rows * channels, random);
    const WiderRows wide(x, channels, random);
    const StridedRows dense{x.data(), channels};
    const ChannelMoments moments = channel_moments(rows, channels, dense);
    CHECK(channel_moments(rows, channels, wide.rows()).variance == moments.variance);
    const std::vector<float> values = whole_numbers(channels, random);
    const Normalisation normalisation{values, values, values};
    std::vector<float> y = zeros(rows * channels), got_y = y, d_x = y;
    NormalisedRows(normalisation, {}, rows, channels, dense, nullptr).write_all(y.data());
    NormalisedRows(normalisation, {}, rows, channels, wide.rows(), nullptr).write_all(got_y.data());
    CHECK(got_y == y);
    const InputGradient gradient{values, values, values, values};
    WiderRows added(x, channels, random);
    batch_norm_backward_input(gradient, rows, channels, dense, d_z.data(), x.data(), d_x.data(),
                              channels);
    batch_norm_backward_input(gradient, rows, channels, wide.rows(), d_z.data(), added.data(),
                              added.data(), added.step());
    CHECK(added.dense() == d_x);
  });
}
