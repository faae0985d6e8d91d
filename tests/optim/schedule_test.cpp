#include <actlab/optim/schedule.h>

#include <doctest/doctest.h>

#include <cmath>

#include <actlab/optim/schedule_config.h>
#include "tests/support/error_text.h"
#include "tests/support/golden_json.h"

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

// TensorFlow: rate * factor^(step div every).
TEST_CASE("schedule: exponential falls in stairs, by steps or by epochs") {
  const Schedule schedule = exponential(0.045, 0.94, 5);
  for (const auto& [step, power] : {std::pair{0, 0}, {4, 0}, {5, 1}, {9, 1}, {10, 2}, {500, 100}}) {
    CHECK(schedule(step) == Approx(0.045 * std::pow(0.94, power)).epsilon(1e-12));
  }
  ScheduleConfig config;
  config.schedule = "exponential";
  config.lr_epochs = 2.5;
  const Schedule by_epochs = make_schedule(config, 0.2, 1000, 3);  // 7.5 steps, so 7
  CHECK(by_epochs(6) == 0.2);
  CHECK(by_epochs(7) == Approx(0.2 * 0.94));
  config.lr_epochs = 0.01;  // less than a step is one
  config.lr_factor = 0.5;
  CHECK(make_schedule(config, 0.2, 1000, 3)(2) == Approx(0.05));
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

TEST_CASE("schedule: noam and the inverse root have the published numbers") {
  const Json golden = test::golden_json("transformer/schedule");
  const auto compare = [&](const char* name, const Schedule& schedule) {
    CAPTURE(name);
    REQUIRE(golden[name].size() == golden["steps_from_1"].size());
    for (std::size_t i = 0; i < golden[name].size(); ++i) {
      const auto step = golden["steps_from_1"][i].get<std::int64_t>() - 1;
      CHECK(schedule(step) == Approx(golden[name][i].get<double>()).epsilon(1e-12));
    }
  };
  compare("noam_width_512_warmup_4000", noam(512, 4000));
  compare("noam_width_256_warmup_1000_factor_0.5", noam(256, 1000, 0.5));
  compare("tensor2tensor_base_v1_is_noam_4000", noam(512, 4000));
  compare("tensor2tensor_base_v3_warmup_8000_factor_2", noam(512, 8000, 2.0));
  compare("inverse_square_root_peak_0.001_warmup_800", inverse_root(0.001, 800));
}

TEST_CASE("schedule: inverse-root takes its warm-up from the configuration, once") {
  ScheduleConfig config;
  config.schedule = "inverse-root";
  CHECK(contains(usage_error_text([&] { check(config); }),
                 "needs --warmup-epochs or --warmup-steps above 0"));
  config.warmup_epochs = 2.0;
  check(config);
  const Schedule schedule = make_schedule(config, 0.001, 5000, 400);
  for (const std::int64_t step : {0, 400, 799, 800, 5000}) {
    CHECK(schedule(step) == inverse_root(0.001, 800)(step));
  }
  config.warmup_steps = 800;
  CHECK(contains(usage_error_text([&] { check(config); }), "say the same thing twice"));
  config.warmup_epochs = 0.0;
  CHECK(make_schedule(config, 0.001, 5000, 400)(900) == inverse_root(0.001, 800)(900));
  config.schedule = "constant";
  CHECK(make_schedule(config, 0.001, 5000, 400)(0) == Approx(0.001 / 801));
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
  CHECK(contains(usage_error_text([] { inverse_root(-1.0, 10); }), "learning rate must be 0"));
  CHECK(contains(usage_error_text([] { inverse_root(0.1, 0); }), "at least 1, got 0"));
  CHECK(contains(usage_error_text([] { noam(0, 10); }), "width must be at least 1, got 0"));
  CHECK(contains(usage_error_text([] { noam(8, 10, -1.0); }), "factor must be 0 or more"));
  CHECK(contains(usage_error_text([] { exponential(0.1, 0.9, 0); }), "at least 1, got 0"));
  CHECK(contains(usage_error_text([] { exponential(0.1, -0.9, 1); }), "factor must be 0 or more"));
  CHECK(contains(usage_error_text([] { warm_up(-1, constant(0.1)); }), "at least 0, got -1"));
  CHECK(contains(usage_error_text([] { steps(0.1, {2, 2}); }), "must rise"));
}
