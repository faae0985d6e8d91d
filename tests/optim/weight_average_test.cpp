#include <actlab/optim/weight_average.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/random.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::optim;
using test::contains;
using test::error_text;
using test::usage_error_text;

namespace {

constexpr std::int64_t kCount = 40001;  // three chunks, the last one odd

void move(Tensor weights, std::uint64_t step) {
  Random random(3, Purpose::test, step);
  for (float& value : weights.values()) value += 0.1f * random.normal();
}

std::vector<float> averages_after(int steps, double decay) {
  const Tensor weights = Tensor::zeros({kCount});
  WeightAverage average({{"w", weights}}, decay);
  for (int n = 1; n <= steps; ++n) {
    move(weights, static_cast<std::uint64_t>(n));
    average.update(n);
  }
  const Tensor state = average.state().at("w");
  return {state.values().begin(), state.values().end()};
}

}  // namespace

TEST_CASE("weight average: the sum written out, with the smaller decay of the first updates") {
  const Tensor weights = Tensor::from({1}, {8.0f});
  WeightAverage average({{"w", weights}}, 0.25);
  double expected = 8.0;
  const float path[] = {1.0f, -2.0f, 5.0f, 0.5f};
  const double decays[] = {2.0 / 11.0, 3.0 / 12.0, 0.25, 0.25};  // 4 / 13 would be more
  for (int n = 1; n <= 4; ++n) {
    Tensor(weights).values()[0] = path[n - 1];
    average.update(n);
    const double d = decays[n - 1];
    expected = d * expected + (1.0 - d) * static_cast<double>(path[n - 1]);
    CHECK(average.state().at("w").values()[0] == doctest::Approx(expected).epsilon(1e-6));
  }
  CHECK(weights.values()[0] == 0.5f);
}

TEST_CASE("weight average: the same bits at any number of threads") {
  set_threads(1);
  const std::vector<float> expected = averages_after(20, 0.9);
  for (const int count : {2, 7}) {
    set_threads(count);
    CHECK(averages_after(20, 0.9) == expected);
  }
}

TEST_CASE("weight average: while it is used the tensors hold it, and then themselves again") {
  const Tensor weights = Tensor::from({2}, {1.0f, 2.0f});
  WeightAverage average({{"w", weights}}, 0.0);
  Tensor(weights).values()[0] = 7.0f;
  {
    const auto use = average.use();
    const auto inner = average.use();
    CHECK(weights.values()[0] == 1.0f);
    CHECK(average.state().at("w").values()[0] == 1.0f);
    CHECK(average.in_use());
    CHECK(contains(error_text([&] { average.update(1); }), "are in use"));
  }
  CHECK(weights.values()[0] == 7.0f);
  CHECK(average.state().at("w").values()[0] == 1.0f);
  const WeightAverage::Use of_none(nullptr);
}

TEST_CASE("weight average: a state is read back, and one that does not fit is refused") {
  const Tensor weights = Tensor::from({2}, {1.0f, 2.0f});
  WeightAverage average({{"w", weights}}, 0.5);
  average.load_state({{"w", Tensor::from({2}, {3.0f, 4.0f})}});
  CHECK(average.state().at("w").values()[1] == 4.0f);
  const auto refusal = [&](const std::map<std::string, Tensor>& state) {
    return error_text([&] { average.load_state(state); });
  };
  CHECK(refusal({}) == "[weight average] w is missing");
  CHECK(refusal({{"w", Tensor::zeros({2})}, {"v", weights}}) == "[weight average] v is left over");
  CHECK(refusal({{"w", Tensor::zeros({3})}}) == "[weight average] w has shape [3], expected [2]");
  CHECK(average.state().at("w").values()[1] == 4.0f);
  CHECK(contains(usage_error_text([&] { WeightAverage({}, 1.0); }), "below 1, got 1"));
}
