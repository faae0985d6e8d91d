#include <actlab/optim/clip.h>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/random.h>
#include <actlab/core/tensor/autograd.h>

using namespace actlab;
using namespace actlab::optim;

namespace {

NamedParameter with_gradient(const std::string& name, const Tensor& gradient) {
  Tensor tensor = Tensor::zeros(gradient.shape());
  tensor.set_requires_gradient(true);
  accumulate_gradient(tensor.slot(), gradient);
  return {name, tensor};
}

}  // namespace

TEST_CASE("clip: the norm is that of all gradients together") {
  Tensor without = Tensor::zeros({3});
  without.set_requires_gradient(true);
  const std::vector<ParameterGroup> groups = {
      {"a", {with_gradient("x", Tensor::from({2}, {3.0f, 0.0f})), {"none", without}}},
      {"b", {with_gradient("y", Tensor::from({1}, {-4.0f}))}}};
  CHECK(gradient_norm(groups) == 5.0);
  CHECK(gradient_norm({}) == 0.0);
}

TEST_CASE("clip: the scale brings a longer gradient to the norm and leaves a shorter one") {
  CHECK(clip_scale(10.0, 2.0) == doctest::Approx(0.2).epsilon(1e-6));
  CHECK(clip_scale(1.0, 2.0) == 1.0);
  CHECK(clip_scale(0.0, 2.0) == 1.0);
}

TEST_CASE("clip: large gradients do not overflow and those that are not finite are seen") {
  const auto norm_of = [](float value) {
    return gradient_norm({{"a", {with_gradient("x", Tensor::full({9}, value))}}});
  };
  CHECK(norm_of(3e38f) == doctest::Approx(9e38).epsilon(1e-6));
  CHECK(std::isinf(norm_of(std::numeric_limits<float>::infinity())));
  CHECK(std::isnan(norm_of(std::numeric_limits<float>::quiet_NaN())));
}

TEST_CASE("clip: the norm has the same bits at any number of threads") {
  Random random(3, Purpose::test);
  Tensor gradient = Tensor::uninitialised({200003});
  for (float& value : gradient.values()) value = random.normal();
  const std::vector<ParameterGroup> groups = {{"a", {with_gradient("x", gradient)}}};
  set_threads(1);
  const double expected = gradient_norm(groups);
  for (const int count : {2, 3, 7, 16}) {
    set_threads(count);
    CHECK(gradient_norm(groups) == expected);
  }
}
