#include <actlab/optim/schedule.h>

#include <doctest/doctest.h>

#include <cmath>

#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::optim;
using doctest::Approx;
using test::contains;
using test::usage_error_text;

TEST_CASE("schedule: constant is constant") {
  CHECK(constant(0.1)(0) == 0.1);
  CHECK(constant(0.1)(1000000) == 0.1);
}

TEST_CASE("schedule: steps divides from its milestones on") {
  const Schedule schedule = steps(0.1, {32000, 48000}, 0.1);
  CHECK(schedule(31999) == 0.1);
  CHECK(schedule(32000) == Approx(0.01));
  CHECK(schedule(47999) == Approx(0.01));
  CHECK(schedule(48000) == Approx(0.001));
}

TEST_CASE("schedule: cosine goes from the rate to the last one and stays") {
  const Schedule schedule = cosine(0.2, 100, 0.1);
  CHECK(schedule(0) == Approx(0.2));
  CHECK(schedule(25) == Approx(0.1 + 0.1 * (1.0 + std::sqrt(0.5)) / 2.0));
  CHECK(schedule(50) == Approx(0.15));
  CHECK(schedule(100) == Approx(0.1));
  CHECK(schedule(200) == Approx(0.1));
}

TEST_CASE("schedule: one cycle gives the numbers of PyTorch") {
  const double expected[] = {0.02,
                             0.26,
                             0.5,
                             0.475242316007,
                             0.405872826975,
                             0.305631010968,
                             0.194370989032,
                             0.0941291730251,
                             0.0247596839933,
                             2e-06};
  const Schedule schedule = one_cycle(0.5, 10);
  for (std::int64_t step = 0; step < 10; ++step) {
    CHECK(schedule(step) == Approx(expected[step]).epsilon(1e-10));
  }
  CHECK(schedule(100) == Approx(2e-06).epsilon(1e-10));
  CHECK(std::isfinite(one_cycle(0.5, 1)(0)));
}

TEST_CASE("schedule: warm up rises in a line to any schedule") {
  const Schedule schedule = warm_up(4, cosine(1.0, 10));
  for (std::int64_t step = 0; step < 4; ++step) {
    const double share = static_cast<double>(step + 1) / 5.0;
    CHECK(schedule(step) == Approx(share * cosine(1.0, 10)(step)));
  }
  CHECK(schedule(4) == cosine(1.0, 10)(4));
  CHECK(warm_up(0, constant(0.1))(0) == 0.1);
}

TEST_CASE("schedule: what cannot be is refused") {
  CHECK(contains(usage_error_text([] { constant(-0.1); }), "learning rate must be 0 or more"));
  CHECK(contains(usage_error_text([] { constant(NAN); }), "learning rate must be 0 or more"));
  CHECK(contains(usage_error_text([] { cosine(0.1, 0); }), "at least 1, got 0"));
  CHECK(contains(usage_error_text([] { one_cycle(0.1, 0); }), "at least 1, got 0"));
  CHECK(contains(usage_error_text([] { warm_up(-1, constant(0.1)); }), "at least 0, got -1"));
  CHECK(contains(usage_error_text([] { steps(0.1, {2, 2}); }), "must rise"));
}
