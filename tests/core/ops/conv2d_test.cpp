#include <actlab/core/ops/conv2d.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include <actlab/core/base/random.h>
#include <actlab/core/ops/pad.h>
#include <actlab/core/ops/slice.h>
#include <actlab/core/tensor/autograd.h>
#include "tests/support/gradient_check.h"
#include "tests/support/naive_convolution.h"

using namespace actlab;

namespace {

Tensor normal(const Shape& shape, std::uint64_t index) {
  Random random(3, Purpose::test, index);
  Tensor tensor = Tensor::uninitialised(shape);
  for (float& value : tensor.values()) value = random.normal();
  return tensor;
}

// A skip, and a gradient that has gathered, in the same pass against a plain convolution and
// additions: the same bits, in all gradients too.
void check_fused(const Shape& input_shape, const Shape& weight_shape,
                 const Conv2dOptions& options) {
  const Tensor input = normal(input_shape, 0);
  Tensor plain_input = input.detach().set_requires_gradient(true);
  Tensor plain_weight = normal(weight_shape, 1).set_requires_gradient(true);
  const Tensor plain = conv2d(plain_input, plain_weight, options);
  const Tensor skip = normal(plain.shape(), 3).set_requires_gradient(true);
  const Tensor d_output = normal(plain.shape(), 2);
  backward(plain, d_output);

  Tensor joined = input.clone().set_requires_gradient(true);
  const Tensor weight = normal(weight_shape, 1).set_requires_gradient(true);
  accumulate_gradient(joined.slot(), Tensor::ones(input_shape));
  const Tensor output = conv2d(joined, weight, options, skip);
  backward(output, d_output);
  for (std::int64_t i = 0; i < output.elements(); ++i) {
    REQUIRE(output.data()[i] == plain.data()[i] + skip.data()[i]);
  }
  for (std::int64_t i = 0; i < input.elements(); ++i) {
    REQUIRE(joined.gradient().data()[i] == plain_input.gradient().data()[i] + 1.0f);
  }
  CHECK(std::ranges::equal(weight.gradient().values(), plain_weight.gradient().values()));
  CHECK(std::ranges::equal(skip.gradient().values(), d_output.values()));
}

// Values and both gradients against the definition in double.
void check(const Shape& input_shape, const Shape& weight_shape, const Conv2dOptions& options) {
  const Tensor input = normal(input_shape, 0).set_requires_gradient(true);
  const Tensor weight = normal(weight_shape, 1).set_requires_gradient(true);
  const Tensor output = conv2d(input, weight, options);
  const Tensor d_output = normal(output.shape(), 2);
  backward(output, d_output);

  const Extent image(input_shape[1], input_shape[2]);
  const Extent kernel(weight_shape[0], weight_shape[1]);
  const kernels::ConvolutionShape shape{
      .n = input_shape[0],
      .h = input_shape[1],
      .w = input_shape[2],
      .in = input_shape[3],
      .out = weight_shape[3],
      .kernel = kernel,
      .stride = options.stride,
      .padding = options.padding.on(image, kernel, options.stride),
      .groups = options.groups};
  const auto vector_of = [](const Tensor& t) {
    return std::vector<float>(t.values().begin(), t.values().end());
  };
  const auto expected = test::naive_convolution<double>(shape, vector_of(input), vector_of(weight),
                                                        vector_of(d_output));
  CHECK(test::relative_l2(output.values(), expected.output) <= 5e-6);
  CHECK(test::relative_l2(input.gradient().values(), expected.d_input) <= 5e-6);
  CHECK(test::relative_l2(weight.gradient().values(), expected.d_weight) <= 5e-6);
}

}  // namespace

TEST_CASE("conv2d: values and gradients of every kind") {
  check({2, 8, 8, 16}, {3, 3, 16, 16}, {.padding = 1});
  check({2, 9, 7, 3}, {3, 3, 3, 5}, {.padding = 1});
  check({3, 8, 8, 8}, {3, 3, 8, 12}, {.stride = 2, .padding = 1});
  check({2, 7, 7, 6}, {1, 1, 6, 10}, {.stride = 2});
  check({2, 6, 5, 8}, {1, 1, 8, 4}, {});
  check({2, 6, 6, 12}, {3, 3, 4, 9}, {.padding = 2, .groups = 3});
  check({1, 12, 12, 2}, {5, 4, 2, 3}, {.stride = 3, .padding = 1});
  check({2, 17, 17, 6}, {1, 7, 6, 5}, {.padding = {0, 3}});
  check({2, 9, 8, 6}, {7, 1, 6, 5}, {.stride = {2, 1}, .padding = {3, 0}});
  check({2, 8, 8, 4}, {3, 3, 4, 5}, {.stride = 2, .padding = {0, 1, 0, 1}});
  check({2, 8, 9, 4}, {5, 5, 4, 5}, {.stride = 2, .padding = Padding::same()});
}

TEST_CASE("conv2d: a skip costs no bit") {
  check_fused({2, 8, 8, 16}, {3, 3, 16, 16}, {.padding = 1});
  check_fused({3, 9, 7, 19}, {3, 3, 19, 37}, {.padding = 1});     // parts of tiles and of vectors
  check_fused({2, 32, 32, 64}, {3, 3, 64, 16}, {.padding = 1});   // slabs smaller than an image
  check_fused({2, 6, 6, 208}, {3, 3, 208, 224}, {.padding = 1});  // point by point
  check_fused({3, 8, 8, 8}, {3, 3, 8, 12}, {.stride = 2, .padding = 1});
  check_fused({2, 7, 7, 6}, {1, 1, 6, 10}, {.stride = 2});
  check_fused({2, 32, 32, 64}, {1, 1, 64, 16}, {});  // runs of pixels
  check_fused({2, 6, 5, 8}, {1, 1, 8, 35}, {});
  check_fused({2, 6, 6, 12}, {3, 3, 4, 9}, {.padding = 2, .groups = 3});
}

TEST_CASE("conv2d: one tensor may be input and skip") {
  const Tensor x = normal({2, 8, 8, 16}, 0).set_requires_gradient(true);
  const Tensor alone = x.detach().set_requires_gradient(true);
  const Tensor weight = normal({3, 3, 16, 16}, 1);
  const Tensor d_output = normal(x.shape(), 2);
  backward(conv2d(x, weight, {.padding = 1}, x), d_output);
  backward(conv2d(alone, weight, {.padding = 1}), d_output);
  for (std::int64_t i = 0; i < x.elements(); ++i) {
    REQUIRE(x.gradient().data()[i] == alone.gradient().data()[i] + d_output.data()[i]);
  }
}

TEST_CASE("conv2d: a known small example") {
  // torch.nn.functional.conv2d of 1..9 with [[1, 2], [3, 4]]
  const Tensor input = Tensor::from({1, 3, 3, 1}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  const Tensor weight = Tensor::from({2, 2, 1, 1}, {1, 2, 3, 4});
  const Tensor output = conv2d(input, weight);
  CHECK(output.shape() == Shape{1, 2, 2, 1});
  CHECK(output.values()[0] == 37.0f);
  CHECK(output.values()[1] == 47.0f);
  CHECK(output.values()[2] == 67.0f);
  CHECK(output.values()[3] == 77.0f);
}

TEST_CASE("conv2d: an input without gradient receives none") {
  const Tensor input = normal({1, 4, 4, 2}, 0);
  Tensor weight = normal({3, 3, 2, 2}, 1).set_requires_gradient(true);
  backward(conv2d(input, weight), Tensor::ones({1, 2, 2, 2}));
  CHECK_FALSE(input.gradient().defined());
  CHECK(weight.gradient().defined());
}

TEST_CASE("conv2d: a fixed weight keeps no input and still passes the gradient on") {
  const Tensor weight = normal({3, 3, 2, 2}, 1);
  Tensor input = normal({1, 4, 4, 2}, 0).set_requires_gradient(true);
  const Tensor output = conv2d(input, weight);
  const Tensor handle = std::move(input);
  backward(output, Tensor::ones({1, 2, 2, 2}));
  CHECK(handle.gradient().defined());
  CHECK_FALSE(weight.gradient().defined());
}

TEST_CASE("conv2d: a skip of another shape is refused") {
  CHECK(test::error_of([] {
          conv2d(Tensor::zeros({1, 4, 4, 2}), Tensor::zeros({3, 3, 2, 5}), {.padding = 1},
                 Tensor::zeros({1, 4, 4, 2}));
        }) ==
        "[conv2d] skip must have the output's shape: got [1, 4, 4, 2], expected [1, 4, 4, 5]");
}

TEST_CASE("conv2d: a negative padding leaves pixels out") {
  const Tensor x = normal({2, 9, 8, 5}, 1), weight = normal({1, 1, 5, 3}, 2);
  const Tensor d_y = normal({2, 5, 4, 3}, 3);
  Tensor outputs[2], gradients[2];
  for (const bool sliced : {false, true}) {
    Tensor input = x.clone().set_requires_gradient(true);
    const Tensor seen =
        sliced ? pad(pad(slice(slice(input, 1, 1, 9), 2, 1, 8), 1, 0, 1), 2, 0, 1) : input;
    const Tensor y =
        conv2d(seen, weight, {.stride = 2, .padding = sliced ? Padding(0) : Padding(-1, 1, -1, 1)});
    backward(y, d_y);
    outputs[sliced ? 1 : 0] = y.detach();
    gradients[sliced ? 1 : 0] = input.gradient();
  }
  CHECK(std::ranges::equal(outputs[0].values(), outputs[1].values()));
  CHECK(std::ranges::equal(gradients[0].values(), gradients[1].values()));
}

TEST_CASE("conv2d: errors name the shapes in file order") {
  const auto error = [](const Shape& input, const Shape& weight, Conv2dOptions options) {
    return test::error_of([&] { conv2d(Tensor::zeros(input), Tensor::zeros(weight), options); });
  };
  CHECK(error({8, 32, 32, 3}, {3, 3, 16, 32}, {}) ==
        "[conv2d] input channels must match the weight: got 3 (input [8, 32, 32, 3]), expected 16 "
        "(weight [32, 16, 3, 3])");
  CHECK(error({8, 32, 32, 4}, {3, 3, 2, 3}, {.groups = 2}) ==
        "[conv2d] output channels must be a multiple of groups: got 3 channels and 2 groups "
        "(input [8, 32, 32, 4], weight [3, 2, 3, 3])");
  CHECK(error({1, 2, 8, 1}, {5, 5, 1, 1}, {.padding = 1}) ==
        "[conv2d] the kernel must fit into the padded image: got a kernel of 5 x 5 and an image of "
        "2 x 8 with padding 1 (input [1, 2, 8, 1], weight [1, 1, 5, 5])");
  CHECK(error({1, 2, 8, 1}, {5, 5, 1, 1}, {.padding = {1, 0, 2, 2}}) ==
        "[conv2d] the kernel must fit into the padded image: got a kernel of 5 x 5 and an image of "
        "2 x 8 with padding (top 1, bottom 0, left 2, right 2) (input [1, 2, 8, 1], weight "
        "[1, 1, 5, 5])");
  CHECK(error({8, 32, 3}, {3, 3, 3, 3}, {}) ==
        "[conv2d] input must be [n, h, w, channels]: got [8, 32, 3]");
  CHECK(error({1, 8, 8, 3}, {3, 3, 9}, {}) ==
        "[conv2d] weight must be [kernel_h, kernel_w, in / groups, out]: got [3, 3, 9]");
  CHECK(error({1, 8, 8, 3}, {3, 3, 3, 0}, {}) ==
        "[conv2d] no size of the weight may be 0 (input [1, 8, 8, 3], weight [0, 3, 3, 3])");
  CHECK(error({1, 8, 8, 3}, {3, 3, 3, 3}, {.stride = 0}) ==
        "[conv2d] stride and groups must be at least 1: got stride 0, groups 1");
  CHECK(error({1, 8, 8, 3}, {3, 3, 3, 3}, {.padding = {0, -3}}) ==
        "[conv2d] the kernel must fit into the padded image: got a kernel of 3 x 3 and an image of "
        "8 x 8 with padding 0 x -3 (input [1, 8, 8, 3], weight [3, 3, 3, 3])");
}
