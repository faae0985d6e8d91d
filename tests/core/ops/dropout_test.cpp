#include <actlab/core/ops/dropout.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/parallel.h>
#include "tests/support/gradient_check.h"
#include "tests/support/with_isa.h"

using namespace actlab;
using namespace actlab::test;

TEST_CASE("dropout: zeroes the asked share and keeps the mean") {
  Random random(1, Purpose::test);
  const Tensor y = dropout(Tensor::ones({100000}), 0.3f, random);
  const auto zeros = std::ranges::count(y.values(), 0.0f);
  // five standard deviations of a binomial count: 5 sqrt(100000 * 0.3 * 0.7)
  CHECK(std::abs(static_cast<double>(zeros) - 30000.0) < 725.0);
  CHECK(std::ranges::all_of(y.values(),
                            [](float v) { return v == 0.0f || v == 1.0f / (1.0f - 0.3f); }));
}

TEST_CASE("dropout: with every instruction set a value is kept where its own random number says") {
  const Tensor x = random_tensor({1, 1003}, 4);
  for (const kernels::Isa isa : kernels::available_isas()) {
    const WithIsa with(isa);
    for (const std::uint64_t first : {0u, 1u, 2u, 3u, 4u, 61u}) {
      for (const float rate : {0.0f, 0.1f, 0.5f, 0.999f, 0x1p-25f}) {
        Random random(5, Purpose::test, 9), again = random;
        random.seek((std::uint64_t{1} << 34) + first);  // beyond what 32 bits of blocks hold
        again.seek(random.position());
        const Tensor y = dropout(x, rate, random);
        for (std::int64_t i = 0; i < x.elements(); ++i) {
          const float kept = again.uniform() < rate ? 0.0f : x.data()[i] * (1.0f / (1.0f - rate));
          REQUIRE(y.data()[i] == kept);
        }
      }
    }
  }
}

TEST_CASE("dropout: the gradient passes through the same mask") {
  Random random(1, Purpose::test);
  random.next();  // the stream need not begin at a block of four words
  Tensor x = Tensor::ones({50000}).set_requires_gradient(true);
  const Tensor y = dropout(x, 0.5f, random);
  backward(y, Tensor::ones({50000}));
  CHECK(std::ranges::equal(x.gradient().values(), y.values()));
}

TEST_CASE("dropout: each call draws a new mask and its bits do not depend on the threads") {
  const int before = threads();
  std::vector<float> first;
  for (const int count : {1, 3}) {
    set_threads(count);
    Random random(7, Purpose::dropout);
    const Tensor a = dropout(Tensor::ones({40000}), 0.5f, random);
    const Tensor b = dropout(Tensor::ones({40000}), 0.5f, random);
    CHECK(random.position() == 80000);
    CHECK_FALSE(std::ranges::equal(a.values(), b.values()));
    if (first.empty()) first.assign(b.values().begin(), b.values().end());
    CHECK(std::ranges::equal(b.values(), first));
  }
  set_threads(before);
}

TEST_CASE("dropout: rate zero changes nothing and other rates must be below one") {
  Random random(1, Purpose::test);
  const Tensor x = random_tensor({100}, 1);
  CHECK(std::ranges::equal(dropout(x, 0.0f, random).values(), x.values()));
  CHECK(error_of([&] { dropout(x, 1.0f, random); }) ==
        "[dropout] the rate must be from 0 to below 1, got 1");
  CHECK(error_of([&] { dropout(x, -0.1f, random); }) ==
        "[dropout] the rate must be from 0 to below 1, got -0.1");
}
