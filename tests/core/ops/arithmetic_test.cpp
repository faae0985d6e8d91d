#include <cmath>
#include <limits>

#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/reduce.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

namespace {

using Operator = Tensor (*)(const Tensor&, const Tensor&);
using Scalar = double (*)(double, double);

// f over broadcast operands by plain index arithmetic.
Reference broadcast_reference(Scalar f) {
  return [f](const std::vector<NaiveTensor>& in) {
    NaiveTensor out(broadcast(in[0].shape, in[1].shape, "test"));
    for (std::int64_t i = 0; i < out.shape.elements(); ++i) {
      std::int64_t at[2] = {0, 0};
      for (int operand = 0; operand < 2; ++operand) {
        const Shape& shape = in[static_cast<std::size_t>(operand)].shape;
        std::int64_t rest = i;
        std::int64_t stride = 1;
        for (std::int64_t axis = 1; axis <= shape.rank(); ++axis) {
          const std::int64_t index = rest % out.shape[-axis];
          rest /= out.shape[-axis];
          if (shape[-axis] != 1) at[operand] += index * stride;
          stride *= shape[-axis];
        }
      }
      out[i] = f(in[0][at[0]], in[1][at[1]]);
    }
    return out;
  };
}

struct Named {
  const char* name;
  Operator operation;
  Scalar reference;
};

const Named kOperations[] = {
    {"add", &add, [](double a, double b) { return a + b; }},
    {"subtract", &subtract, [](double a, double b) { return a - b; }},
    {"multiply", &multiply, [](double a, double b) { return a * b; }},
    {"divide", &divide, [](double a, double b) { return a / b; }},
    {"minimum", &minimum, [](double a, double b) { return a < b ? a : b; }},
    {"maximum", &maximum, [](double a, double b) { return a > b ? a : b; }},
};

const std::pair<Shape, Shape> kShapePairs[] = {
    {{2, 3}, {2, 3}},       {{2, 3, 4}, {4}}, {{4}, {2, 3, 4}},
    {{}, {3, 2}},           {{3, 1}, {1, 4}}, {{2, 1, 3, 1}, {3, 1, 5}},
    {{1, 2, 1}, {2, 2, 2}}, {{}, {}},         {{2, 3, 2, 2}, {2, 1, 1, 2}},
};

}  // namespace

TEST_CASE("arithmetic: values and gradients agree with double under every broadcast") {
  for (const Named& named : kOperations) {
    for (const auto& pair : kShapePairs) {
      const Shape& shape_a = pair.first;
      const Shape& shape_b = pair.second;
      CAPTURE(named.name);
      CAPTURE(shape_a);
      CAPTURE(shape_b);
      const Tensor a = random_tensor(shape_a, 1, -1.0f, 1.0f);
      const Tensor b = random_tensor(shape_b, 2, 1.05f, 2.0f);  // away from 0 and from a
      const auto operation = [&](const std::vector<Tensor>& in) {
        return named.operation(in[0], in[1]);
      };
      check_operation({a, b}, operation, broadcast_reference(named.reference));
      const auto swapped = [&](const std::vector<Tensor>& in) {
        return named.operation(in[1], in[0]);
      };
      if (std::string(named.name) == "divide") continue;  // a passes through 0
      check_operation({a, b}, swapped, [&](const std::vector<NaiveTensor>& in) {
        return broadcast_reference(named.reference)({in[1], in[0]});
      });
    }
  }
}

TEST_CASE("arithmetic: rows longer than a block are complete") {
  const Tensor a = random_integers({3, 5000}, 3);
  const Tensor b = random_integers({3, 1}, 4);
  const Tensor y = add(a, b);
  bool equal = true;
  for (std::int64_t i = 0; i < y.elements(); ++i) {
    equal = equal && y.data()[i] == a.data()[i] + b.data()[i / 5000];
  }
  CHECK(equal);
}

TEST_CASE("arithmetic: the gradient of a stretched tensor is summed in double") {
  Tensor bias = Tensor::zeros({2}).set_requires_gradient(true);
  // In float32 a running sum of 0.1 would have drifted by 1e-3 after this many.
  backward(add(bias, Tensor::zeros({300000, 2})), Tensor::full({300000, 2}, 0.1f));
  CHECK(std::abs(bias.gradient().data()[1] - 30000.0f) < 0.01f);
}

TEST_CASE("arithmetic: ties of minimum and maximum send the gradient to the second argument") {
  for (const Operator operation : {Operator{&minimum}, Operator{&maximum}}) {
    Tensor a = Tensor::zeros({2}).set_requires_gradient(true);
    Tensor b = Tensor::zeros({2}).set_requires_gradient(true);
    backward(operation(a, b), Tensor::from({2}, {3.0f, 4.0f}));
    CHECK(a.gradient().values()[0] == 0.0f);
    CHECK(b.gradient().values()[0] == 3.0f);
    CHECK(b.gradient().values()[1] == 4.0f);
  }
}

TEST_CASE("arithmetic: maximum with zero is relu and its derivative at zero is zero") {
  Tensor x = Tensor::from({3}, {-1.0f, 0.0f, 2.0f}).set_requires_gradient(true);
  backward(sum(maximum(x, 0.0f)));
  CHECK(x.gradient().values()[0] == 0.0f);
  CHECK(x.gradient().values()[1] == 0.0f);
  CHECK(x.gradient().values()[2] == 1.0f);
}

TEST_CASE("arithmetic: NaN on either side passes through minimum and maximum") {
  const Tensor numbers = Tensor::ones({1});
  const Tensor nan = Tensor::full({1}, std::numeric_limits<float>::quiet_NaN());
  for (const Operator operation : {Operator{&minimum}, Operator{&maximum}}) {
    CHECK(std::isnan(operation(numbers, nan).item()));
    CHECK(std::isnan(operation(nan, numbers).item()));
  }
}

TEST_CASE("arithmetic: infinite gradients do not become NaN on the side not chosen") {
  Tensor a = Tensor::zeros({1}).set_requires_gradient(true);
  backward(maximum(a, 1.0f), Tensor::full({1}, std::numeric_limits<float>::infinity()));
  CHECK(a.gradient().item() == 0.0f);
}

TEST_CASE("arithmetic: operators take numbers on both sides") {
  const Tensor x = Tensor::from({2}, {2.0f, 4.0f});
  const auto second = [](const Tensor& y) { return y.values()[1]; };
  CHECK(second(x + x) == 8.0f);
  CHECK(second(x + 1.0f) == 5.0f);
  CHECK(second(1.0f + x) == 5.0f);
  CHECK(second(x - 1.0f) == 3.0f);
  CHECK(second(1.0f - x) == -3.0f);
  CHECK(second(x * 3.0f) == 12.0f);
  CHECK(second(3.0f * x) == 12.0f);
  CHECK(second(x / 8.0f) == 0.5f);
  CHECK(second(8.0f / x) == 2.0f);
  CHECK(second(-x) == -4.0f);
  CHECK(second(x / x - x * x) == -15.0f);
}

TEST_CASE("arithmetic: the same tensor on both sides receives both gradients") {
  Tensor x = Tensor::full({}, 3.0f).set_requires_gradient(true);
  backward(x * x * x);
  CHECK(x.gradient().item() == 27.0f);
}

TEST_CASE("arithmetic: shapes that do not broadcast are refused by name") {
  CHECK(error_of([] {
          multiply(Tensor::zeros({2, 3}), Tensor::zeros({2}));
        }) ==
        "[multiply] shapes [2, 3] and [2] do not broadcast: sizes must be equal or 1, counted "
        "from the last");
}

TEST_CASE("arithmetic: empty tensors give empty results") {
  CHECK(add(Tensor::zeros({0, 3}), Tensor::zeros({3})).shape() == Shape{0, 3});
  Tensor bias = Tensor::ones({3}).set_requires_gradient(true);
  backward(add(bias, Tensor::zeros({0, 3})), Tensor::zeros({0, 3}));
  CHECK(bias.gradient().values()[2] == 0.0f);
}
