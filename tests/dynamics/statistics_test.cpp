#include <actlab/dynamics/statistics.h>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/random.h>
#include <actlab/dynamics/slice_gradients.h>
#include "tests/dynamics/direct.h"
#include "tests/support/naive.h"

using namespace actlab;
using namespace actlab::dynamics;
using namespace actlab::test;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::vector<float> normal_values(std::size_t count, std::uint64_t seed, float mean = 0.0f,
                                 float deviation = 1.0f) {
  Random random(seed, Purpose::test);
  std::vector<float> values(count);
  for (float& value : values) value = mean + deviation * random.normal();
  return values;
}

}  // namespace

TEST_CASE("histogram: every edge lies in the bin that it begins") {
  for (const Scale scale : {Scale::value, Scale::gradient}) {
    const std::vector<double>& borders = edges(scale);
    for (std::size_t i = 0; i + 1 < borders.size(); ++i) {
      CHECK(borders[i] < borders[i + 1]);
      const auto at = static_cast<float>(borders[i]);
      CHECK(bin_of(scale, at) == i);
      CHECK(bin_of(scale, std::nextafter(at, kInfinity)) == i);
      if (i > 0) CHECK(bin_of(scale, std::nextafter(at, -kInfinity)) == i - 1);
    }
    CHECK(bin_of(scale, -kInfinity) == 0);
    CHECK(bin_of(scale, kInfinity) == borders.size() - 2);
    CHECK(bin_of(scale, 3e38f) == borders.size() - 2);
  }
  CHECK(bin_of(Scale::gradient, 0.0f) == bin_of(Scale::gradient, -1e-40f));
}

TEST_CASE("histogram: counts are those of a search through all bins") {
  for (const float deviation : {1e-3f, 1.0f, 30.0f, 1e6f}) {
    const std::vector<float> values = normal_values(100'000, 1, 0.0f, deviation);
    for (const Scale scale : {Scale::value, Scale::gradient}) {
      CHECK(binned(scale, values).histogram() == direct_histogram(scale, values));
    }
  }
  CHECK(binned(Scale::value, std::vector<float>{NAN}).histogram() == Histogram{});
  CHECK(binned(Scale::value, std::vector<float>{0.1f, 0.6f}, 2.0f).histogram() ==
        direct_histogram(Scale::value, std::vector<float>{0.2f, 1.2f}));
}

TEST_CASE("histogram: what lies beside an edge, and what is hardly a number, is counted right") {
  for (const Scale scale : {Scale::value, Scale::gradient}) {
    std::vector<float> numbers = {0.0f, -0.0f, 1e-45f, -1e-45f, 3.4e38f, kInfinity, -kInfinity};
    for (const double edge : edges(scale)) {
      const auto at = static_cast<float>(edge);
      numbers.insert(numbers.end(), {at, std::nextafter(at, kInfinity)});
      numbers.push_back(std::nextafter(at, -kInfinity));
    }
    const Histogram expected = direct_histogram(scale, numbers);
    numbers.insert(numbers.begin() + 9, {NAN, -NAN});
    CHECK(binned(scale, numbers).histogram() == expected);
  }
}

TEST_CASE("moments: agree with double, far from zero as well") {
  for (const float mean : {0.0f, -3.0f, 1000.0f}) {
    const std::vector<float> values = normal_values(123'457, 2, mean, 0.25f);
    const Moments got = moments(values);
    CHECK(agrees(got.deviation(), direct_deviation(values)));
    CHECK(agrees(got.mean_square(), direct_mean_square(values)));
    CHECK(std::abs(got.mean - direct_mean(values)) < 1e-9 * (1.0 + std::abs(mean)));
  }
  CHECK(std::isnan(moments({}).deviation()));
}

TEST_CASE("moments: what is not finite is counted and left out") {
  const Moments got = moments(std::vector<float>{1.0f, NAN, 3.0f, kInfinity, -kInfinity});
  CHECK(got.count == 2);
  CHECK(got.not_finite == 3);
  CHECK(got.mean == 2.0);
  CHECK(got.deviation() == 1.0);
}

TEST_CASE("ValueSums: portions come to the whole; half of N(0, 1) lies in the bump") {
  const std::vector<float> values = normal_values(200'000, 3);
  ValueSums whole, portions;
  whole.add(values);
  for (std::size_t begin = 0; begin < values.size(); begin += 30'011) {
    portions.add(
        std::span(values).subspan(begin, std::min<std::size_t>(30'011, values.size() - begin)));
  }
  CHECK(agrees(portions.moments().deviation(), whole.moments().deviation()));
  CHECK(portions.histogram() == whole.histogram());
  CHECK(portions.bump_share() == whole.bump_share());
  CHECK(std::abs(whole.bump_share() - kBumpOfNormal) < 0.005);
  ValueSums borders;
  borders.add(std::vector<float>{-5.0f, 0.0f, 0.0001f, -5.001f});
  CHECK(borders.bump_share() == 0.5);
}

TEST_CASE("ValueSums: the same bits at any number of threads") {
  const std::vector<float> values = normal_values(500'000, 4, 0.3f);
  const int before = threads();
  std::vector<double> sums;
  for (const int count : {1, 2, 7}) {
    set_threads(count);
    ValueSums got;
    got.add(values);
    sums.push_back(got.moments().squares);
    sums.push_back(dot(values, values));
  }
  set_threads(before);
  for (std::size_t i = 2; i < sums.size(); ++i) CHECK(sums[i] == sums[i - 2]);
}

TEST_CASE("gradients: root mean square, cosine and update ratio agree with double") {
  const std::vector<float> a = normal_values(70'000, 5), b = normal_values(70'000, 6, 0.1f);
  GradientSums sums;
  sums.add(a, 2.0);
  CHECK(agrees(sums.root_mean_square(), 2.0 * std::sqrt(direct_mean_square(a))));
  double product = 0.0, of_a = 0.0, of_b = 0.0;
  std::vector<double> moved;
  for (std::size_t i = 0; i < a.size(); ++i) {
    product += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    of_a += static_cast<double>(a[i]) * static_cast<double>(a[i]);
    of_b += static_cast<double>(b[i]) * static_cast<double>(b[i]);
    moved.push_back(static_cast<double>(b[i]) - static_cast<double>(a[i]));
  }
  CHECK(agrees(cosine(a, b), product / std::sqrt(of_a * of_b)));
  CHECK(agrees(log_update_ratio(a, b), std::log10(direct_deviation(moved) / direct_deviation(a))));
  CHECK(agrees(squared_distance(a, b), direct_mean_square(moved) * 70'000.0));
  CHECK(squared_distance(a, a) == 0.0);
  CHECK(cosine(a, a) == doctest::Approx(1.0));
  CHECK(std::isnan(cosine(a, std::vector<float>(a.size(), 0.0f))));
  CHECK(std::isnan(log_update_ratio(a, a)));
}

TEST_CASE("SliceGradients: signal over noise agrees with its definition, from eight slices on") {
  constexpr std::int64_t kSize = 500;
  std::vector<Tensor> slices;
  SliceGradients got;
  for (std::uint64_t s = 0; s < 10; ++s) {
    slices.push_back(random_tensor({kSize}, s, -0.5f, 1.0f));
    got.add(slices.back());
    CHECK(std::isnan(got.signal_over_noise()) == (s < 7));
  }
  double signal = 0.0, noise = 0.0;
  for (std::int64_t i = 0; i < kSize; ++i) {
    std::vector<double> values;
    for (const Tensor& slice : slices) values.push_back(static_cast<double>(slice.data()[i]));
    signal += direct_mean(values) * direct_mean(values);
    noise += direct_deviation(values) * direct_deviation(values) * 10.0 / 9.0;
  }
  CHECK(agrees(got.signal_over_noise(), std::sqrt(signal / noise)));
}
