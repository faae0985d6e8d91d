#include <actlab/training/chosen_steps.h>

#include <doctest/doctest.h>

#include <actlab/training/run_config.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::training;

TEST_CASE("chosen steps: every=N and a list, in any order") {
  const ChosenSteps every = ChosenSteps::parse("probe", "every=100");
  CHECK(every.contains(0));
  CHECK(every.contains(300));
  CHECK_FALSE(every.contains(301));
  CHECK_FALSE(every.is_list());
  const ChosenSteps list = ChosenSteps::parse("probe", "at=100,0,10");
  CHECK(list.contains(10));
  CHECK(list.contains(0));
  CHECK_FALSE(list.contains(20));
  CHECK(list.is_list());
  CHECK(ChosenSteps::parse("probe", "").empty());
  CHECK(ChosenSteps::parse("probe", "off").empty());
  CHECK_FALSE(ChosenSteps().contains(0));
}

TEST_CASE("chosen steps: they grow with the logarithm of a run, and never for no end") {
  const ChosenSteps every = ChosenSteps::parse("probe", "every=3");
  std::int64_t chosen = 0;
  for (std::int64_t step = 0; step < 3 * 8 * kChosenAtFullRate; ++step) {
    chosen += every.contains(step) ? 1 : 0;
  }
  CHECK(chosen == kChosenAtFullRate + 3 * kChosenAtFullRate / 2);
}

TEST_CASE("chosen steps: a run that is no longer probed may keep its --probe-layers") {
  RunConfig config;
  config.probe_layers = "layer1";
  CHECK(test::contains(test::usage_error_text([&] { check(config); }), "--probe says when"));
  config.probe = "off";
  check(config);
}

TEST_CASE("chosen steps: other words are refused") {
  for (const char* words : {"100", "every=0", "every=-1", "every=", "every=5x", "at=", "at=1,,2",
                            "at=1,a", "at=-1", "at=1,", "each=5"}) {
    CHECK(test::usage_error_text([&] { ChosenSteps::parse("probe", words); }) ==
          std::string(
              "[config] --probe needs steps: every=N with N from 1, or at=N,N,... from 0; or off; "
              "got \"") +
              words + "\"");
  }
}
