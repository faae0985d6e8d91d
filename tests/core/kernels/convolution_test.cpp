#include <actlab/core/kernels/convolution/convolution.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/base/random.h>
#include <actlab/core/kernels/convolution/joined_groups.h>
#include <actlab/core/kernels/vector/isa.h>
#include "tests/support/naive.h"
#include "tests/support/naive_convolution.h"
#include "tests/support/random_convolution.h"
#include "tests/support/with_isa.h"

using namespace actlab;
using namespace actlab::kernels;
using test::Arrays;
using test::description;
using test::random_line_shape;
using test::random_padding;
using test::random_shape;
using test::whole_number_arrays;

namespace {

struct Results {
  std::vector<float> output, d_input, d_weight;
};

// Both gradients at once have the bits of one after the other. NaN wherever a kernel forgets to
// write.
Results run(const ConvolutionShape& shape, const Arrays& arrays, ConvolutionMethod method) {
  Results results{std::vector<float>(arrays.d_output.size(), NAN),
                  std::vector<float>(arrays.input.size(), NAN),
                  std::vector<float>(arrays.weight.size(), NAN)};
  convolution_forward(shape, arrays.input.data(), arrays.weight.data(), results.output.data(),
                      method);
  convolution_backward_input(shape, arrays.d_output.data(), arrays.weight.data(),
                             results.d_input.data(), method);
  convolution_backward_weight(shape, arrays.input.data(), arrays.d_output.data(),
                              results.d_weight.data(), method);
  std::vector<float> d_input(arrays.input.size(), NAN), d_weight(arrays.weight.size(), NAN);
  convolution_backward(shape, arrays.input.data(), arrays.d_output.data(), arrays.weight.data(),
                       d_weight.data(), d_input.data(), method);
  CHECK(d_input == results.d_input);
  CHECK(d_weight == results.d_weight);
  return results;
}

bool equal(const std::vector<float>& got, const std::vector<std::int64_t>& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (!(got[i] == static_cast<float>(expected[i]))) return false;
  }
  return got.size() == expected.size();
}

void check_exact(const ConvolutionShape& shape, Random& random,
                 ConvolutionMethod method = ConvolutionMethod::direct) {
  INFO(description(shape), ", ", vector_lanes(), " lanes");
  const Arrays arrays = whole_number_arrays(shape, random);
  const auto expected =
      test::naive_convolution<std::int64_t>(shape, arrays.input, arrays.weight, arrays.d_output);
  const Results got = run(shape, arrays, method);
  CHECK(equal(got.output, expected.output));
  CHECK(equal(got.d_input, expected.d_input));
  CHECK(equal(got.d_weight, expected.d_weight));
}

std::vector<float> normal_values(std::int64_t count, Random& random) {
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = random.normal();
  return values;
}

void check_close(const ConvolutionShape& shape, Random& random,
                 ConvolutionMethod method = ConvolutionMethod::winograd) {
  INFO(description(shape), ", ", vector_lanes(), " lanes");
  const Arrays arrays{normal_values(shape.input_elements(), random),
                      normal_values(shape.weight_elements(), random),
                      normal_values(shape.output_elements(), random)};
  const auto expected =
      test::naive_convolution<double>(shape, arrays.input, arrays.weight, arrays.d_output);
  const Results got = run(shape, arrays, method);
  CHECK(test::relative_l2(got.output, expected.output) <= 5e-6);
  CHECK(test::relative_l2(got.d_input, expected.d_input) <= 5e-6);
  CHECK(test::relative_l2(got.d_weight, expected.d_weight) <= 5e-6);
}

}  // namespace

TEST_CASE("direct convolution: exact on whole numbers for random shapes") {
  const bool all = std::getenv("ACTLAB_LONG_TESTS") != nullptr;
  for (const Isa isa : available_isas()) {
    const test::WithIsa with(isa);
    Random random(7, Purpose::test);
    const std::int64_t shapes = all ? 2000 : 150;
    for (std::int64_t i = 0; i < shapes; ++i) {
      check_exact(random_shape(random, i % 3 == 0), random);
    }
  }
}

TEST_CASE("direct convolution: exact on whole numbers for the shapes of the networks") {
  Random random(8, Purpose::test);
  const ConvolutionShape shapes[] = {
      {.n = 2, .h = 32, .w = 32, .in = 3, .out = 16, .kernel = 3, .padding = 1},
      {.n = 1, .h = 32, .w = 32, .in = 16, .out = 16, .kernel = 3, .padding = 1},
      {.n = 2, .h = 17, .w = 16, .in = 16, .out = 32, .kernel = 3, .stride = 2, .padding = 1},
      {.n = 3, .h = 8, .w = 8, .in = 64, .out = 64, .kernel = 3, .padding = 1},
      {.n = 2, .h = 16, .w = 16, .in = 16, .out = 32, .stride = 2},
      {.n = 2, .h = 9, .w = 11, .in = 64, .out = 16},
      {.n = 1, .h = 1, .w = 1, .in = 5, .out = 3},
      {.n = 1, .h = 5, .w = 5, .in = 24, .out = 24, .kernel = 3, .padding = 1, .groups = 24},
      {.n = 33, .h = 4, .w = 4, .in = 4, .out = 6, .kernel = 3, .padding = 1},
      {.n = 2, .h = 17, .w = 17, .in = 20, .out = 24, .kernel = {1, 7}, .padding = {0, 3}},
      {.n = 2, .h = 17, .w = 17, .in = 20, .out = 24, .kernel = {7, 1}, .padding = {3, 0}},
      {.n = 1, .h = 8, .w = 8, .in = 36, .out = 20, .kernel = {1, 3}, .padding = {0, 1}},
      {.n = 9, .h = 2, .w = 3, .in = 250, .out = 200, .kernel = {1, 3}, .padding = {0, 1}},
      {.n = 1, .h = 8, .w = 8, .in = 36, .out = 20, .kernel = {3, 1}, .padding = {1, 0}},
      {.n = 1, .h = 17, .w = 15, .in = 18, .out = 33, .kernel = {7, 1}, .stride = {2, 1}},
      {.n = 2, .h = 14, .w = 14, .in = 12, .out = 16, .kernel = 5, .padding = 2},
      {.n = 2,
       .h = 16,
       .w = 16,
       .in = 3,
       .out = 32,
       .kernel = 7,
       .stride = 2,
       .padding = {2, 3, 2, 3}},
      {.n = 2,
       .h = 16,
       .w = 16,
       .in = 8,
       .out = 8,
       .kernel = 3,
       .stride = 2,
       .padding = {0, 1, 0, 1}},
      {.n = 1, .h = 5, .w = 5, .in = 9, .out = 17, .kernel = 5}};
  for (const Isa isa : available_isas()) {
    const test::WithIsa with(isa);
    for (const ConvolutionShape& shape : shapes) check_exact(shape, random);
  }
}

TEST_CASE("depthwise convolution: exact on whole numbers for random shapes") {
  const bool all = std::getenv("ACTLAB_LONG_TESTS") != nullptr;
  for (const Isa isa : available_isas()) {
    const test::WithIsa with(isa);
    Random random(13, Purpose::test);
    for (std::int64_t i = 0; i < (all ? 2000 : 150); ++i) {
      ConvolutionShape shape = random_shape(random);
      shape.in = shape.out = shape.groups = random.below(70) + 1;
      check_exact(shape, random, ConvolutionMethod::depthwise);
    }
  }
}

TEST_CASE("depthwise convolution: exact on whole numbers where an image is cut into bands") {
  Random random(14, Purpose::test);
  for (const Isa isa : available_isas()) {
    const test::WithIsa with(isa);
    for (const std::int64_t stride : {1, 2, 3}) {
      const ConvolutionShape shape{.n = 2,
                                   .h = 40,
                                   .w = 37,
                                   .in = 90,
                                   .out = 90,
                                   .kernel = {5, 3},
                                   .stride = stride,
                                   .padding = {2, 1, 0, 1},
                                   .groups = 90};
      check_exact(shape, random, ConvolutionMethod::depthwise);
    }
  }
}

TEST_CASE("convolution: the method is chosen by the shape") {
  ConvolutionShape shape{.n = 1, .h = 8, .w = 8, .in = 16, .out = 16, .kernel = 3, .padding = 1};
  CHECK(choose(shape) == ConvolutionMethod::winograd);
  shape.kernel = {1, 7};
  shape.padding = {0, 3};
  CHECK(choose(shape) == ConvolutionMethod::winograd);
  shape.padding = {1, 3};
  CHECK(choose(shape) == ConvolutionMethod::direct);
  shape.padding = {0, 3};
  shape.kernel = {1, 5};
  CHECK(choose(shape) == ConvolutionMethod::direct);
  shape.kernel = 3;
  shape.padding = 1;
  shape.stride = {1, 2};
  CHECK(choose(shape) == ConvolutionMethod::direct);
  shape.groups = 4;
  CHECK(choose(shape) == ConvolutionMethod::direct);
  shape.groups = 16;
  CHECK(choose(shape) == ConvolutionMethod::depthwise);
  shape.out = 32;
  CHECK(choose(shape) == ConvolutionMethod::direct);
}

TEST_CASE("grouped convolution: groups are joined up to a vector, or all for Winograd") {
  const auto joined = [](std::int64_t channels, std::int64_t groups, Extent kernel) {
    ConvolutionShape shape{.n = 1, .h = 8, .w = 8, .in = channels, .out = channels};
    shape.kernel = kernel;
    shape.groups = groups;
    return with_joined_groups(shape).groups;
  };
  CHECK(joined(64, 8, 3) == 1);
  CHECK(joined(128, 16, 3) == 8);
  CHECK(joined(64, 8, 1) == 4);
  CHECK(joined(64, 32, {1, 7}) == 4);
  CHECK(joined(60, 3, 1) == 3);
  CHECK(joined(24, 3, 1) == 3);  // two groups of three would leave one alone
  CHECK(joined(64, 64, 3) == 64);
}

TEST_CASE("grouped convolution: close to double as it is chosen for random shapes") {
  for (const Isa isa : available_isas()) {
    const test::WithIsa with(isa);
    Random random(15, Purpose::test);
    for (std::int64_t i = 0; i < 60; ++i) {
      ConvolutionShape shape = random_shape(random);
      shape.groups = std::int64_t{1} << random.below(5);
      shape.in = shape.groups * (random.below(10) + 1);
      shape.out = shape.groups * (random.below(10) + 1);
      if (random.below(2) == 0) {
        shape.kernel = 3;
        shape.stride = 1;
        shape.padding = 1;
      }
      check_close(shape, random, ConvolutionMethod::automatic);
    }
  }
}

TEST_CASE("winograd convolution: close to double for random shapes") {
  const bool all = std::getenv("ACTLAB_LONG_TESTS") != nullptr;
  for (const Isa isa : available_isas()) {
    const test::WithIsa with(isa);
    Random random(10, Purpose::test);
    for (std::int64_t i = 0; i < (all ? 500 : 40); ++i) {
      ConvolutionShape shape = random_shape(random);
      shape.kernel = 3;
      shape.stride = 1;
      shape.groups = 1;
      shape.padding = random_padding(3, random);
      shape.h += 2;
      shape.w += 2;
      check_close(shape, random);
    }
  }
}

TEST_CASE("one-dimensional winograd: close to double for random shapes") {
  const bool all = std::getenv("ACTLAB_LONG_TESTS") != nullptr;
  for (const Isa isa : available_isas()) {
    const test::WithIsa with(isa);
    Random random(16, Purpose::test);
    for (std::int64_t i = 0; i < (all ? 500 : 60); ++i) {
      check_close(random_line_shape(random), random);
    }
  }
}

TEST_CASE("one-dimensional winograd: close to double for the shapes of the networks") {
  Random random(17, Purpose::test);
  for (const Isa isa : available_isas()) {
    const test::WithIsa with(isa);
    check_close(
        {.n = 2, .h = 17, .w = 17, .in = 192, .out = 160, .kernel = {1, 7}, .padding = {0, 3}},
        random);
    check_close(
        {.n = 2, .h = 17, .w = 17, .in = 160, .out = 192, .kernel = {7, 1}, .padding = {3, 0}},
        random);
    check_close(
        {.n = 2, .h = 8, .w = 8, .in = 384, .out = 256, .kernel = {1, 3}, .padding = {0, 1}},
        random);
  }
}

TEST_CASE("one-dimensional winograd: groups of images add up") {
  Random random(18, Purpose::test);
  check_close({.n = 40, .h = 17, .w = 17, .in = 36, .out = 40, .kernel = {7, 1}, .padding = {3, 0}},
              random);
}

TEST_CASE("winograd convolution: close to double for the shapes of the networks") {
  Random random(11, Purpose::test);
  const auto layer = [](std::int64_t n, std::int64_t size, std::int64_t channels) {
    return ConvolutionShape{
        .n = n, .h = size, .w = size, .in = channels, .out = channels, .kernel = 3, .padding = 1};
  };
  for (const Isa isa : available_isas()) {
    const test::WithIsa with(isa);
    check_close(layer(2, 32, 16), random);
    check_close(layer(3, 16, 32), random);
    check_close(layer(9, 8, 64), random);
  }
}

TEST_CASE("winograd convolution: close to double where points go outermost") {
  Random random(12, Purpose::test);
  const ConvolutionShape shape{
      .n = 3, .h = 6, .w = 5, .in = 230, .out = 180, .kernel = 3, .padding = 1};
  for (const Isa isa : available_isas()) {
    const test::WithIsa with(isa);
    check_close(shape, random);
  }
}

TEST_CASE("convolution: methods refuse what they cannot do") {
  const ConvolutionShape shape{.h = 8, .w = 8, .in = 2, .out = 2, .kernel = 3, .stride = 2};
  CHECK_THROWS_WITH_AS(
      convolution_forward(shape, nullptr, nullptr, nullptr, ConvolutionMethod::winograd),
      "[convolution] Winograd needs a kernel of 3x3, or of 3 or 7 pixels along one axis, stride 1, "
      "one group, and padding of less than the kernel, along its axes alone",
      Error);
  CHECK_THROWS_WITH_AS(
      convolution_forward(shape, nullptr, nullptr, nullptr, ConvolutionMethod::depthwise),
      "[convolution] depthwise needs as many groups as inputs and outputs", Error);
}

TEST_CASE("convolution: an empty batch gives a zero weight gradient") {
  const ConvolutionShape shapes[] = {
      {.h = 4, .w = 4, .in = 2, .out = 3, .kernel = 3},
      {.h = 8, .w = 8, .in = 32, .out = 32, .kernel = 3, .padding = 1},
      {.h = 8, .w = 8, .in = 32, .out = 32, .kernel = {1, 7}, .padding = {0, 3}},
      {.h = 8, .w = 8, .in = 32, .out = 32, .kernel = 3, .groups = 32}};
  for (const ConvolutionShape& shape : shapes) {
    std::vector<float> d_weight(static_cast<std::size_t>(shape.weight_elements()), NAN);
    convolution_backward_weight(shape, nullptr, nullptr, d_weight.data());
    CHECK(d_weight == std::vector<float>(d_weight.size(), 0.0f));
    std::ranges::fill(d_weight, NAN);
    convolution_backward(shape, nullptr, nullptr, nullptr, d_weight.data(), nullptr);
    CHECK(d_weight == std::vector<float>(d_weight.size(), 0.0f));
  }
}

TEST_CASE("convolution: the same bits on any number of threads") {
  Random random(9, Purpose::test);
  // The second has so large a weight that not all of its partial gradients are in memory at once.
  const ConvolutionShape shapes[] = {
      {.n = 37, .h = 8, .w = 8, .in = 16, .out = 16, .kernel = 3, .padding = 1},
      {.n = 9, .h = 2, .w = 4, .in = 240, .out = 200, .kernel = {1, 3}, .padding = {0, 1}}};
  const int before = threads();
  for (const ConvolutionShape& shape : shapes) {
    const Arrays arrays{normal_values(shape.input_elements(), random),
                        normal_values(shape.weight_elements(), random),
                        normal_values(shape.output_elements(), random)};
    set_threads(1);
    const Results one = run(shape, arrays, ConvolutionMethod::automatic);
    for (const int count : {2, 3, 7, 16}) {
      set_threads(count);
      const Results many = run(shape, arrays, ConvolutionMethod::automatic);
      CHECK(many.output == one.output);
      CHECK(many.d_input == one.d_input);
      CHECK(many.d_weight == one.d_weight);
    }
  }
  set_threads(before);
}
