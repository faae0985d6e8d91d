// Student's t, against tables and worked examples.
#include <actlab/studies/findings/student.h>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "tests/support/error_text.h"

using namespace actlab::studies;
using actlab::test::contains;
using actlab::test::error_text;
using doctest::Approx;

TEST_CASE("student: quantiles are those of the tables") {
  CHECK(student_quantile(0.05, 1) == Approx(12.7062).epsilon(1e-5));
  CHECK(student_quantile(0.05, 2) == Approx(4.30265).epsilon(1e-5));
  CHECK(student_quantile(0.05, 3) == Approx(3.18245).epsilon(1e-5));
  CHECK(student_quantile(0.05, 4) == Approx(2.77645).epsilon(1e-5));
  CHECK(student_quantile(0.01, 9) == Approx(3.24984).epsilon(1e-5));
  CHECK(student_quantile(0.05, 1000) == Approx(1.96234).epsilon(1e-5));
  CHECK(student_tails(0.0, 4) == 1.0);
  CHECK(student_tails(1.0, 1) == Approx(0.5));  // Cauchy's quartile
  CHECK(student_tails(-2.0, 5) == student_tails(2.0, 5));
  CHECK(contains(error_text([] { student_tails(1.0, 0); }), "at least 1, got 0"));
}

TEST_CASE("student: the interval of a mean and what it needs") {
  const std::vector<double> values = {1.0, 2.0, 3.0};
  const Interval interval = mean_interval(values);
  CHECK(interval.low == Approx(2.0 - 4.30265 / std::sqrt(3.0)).epsilon(1e-5));
  CHECK(interval.high == Approx(2.0 + 4.30265 / std::sqrt(3.0)).epsilon(1e-5));
  CHECK(contains(error_text([] { mean_interval(std::vector{1.0}); }), "at least 2 values"));
  CHECK(contains(error_text([] { mean({}); }), "at least 1 value"));
}

// Student's own example: the sleep gained by ten patients under two drugs.
TEST_CASE("student: the paired test gives his own t of 4.06") {
  const std::vector<double> second = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
  const std::vector<double> first = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
  const PairedTest test = paired_t_test(second, first);
  CHECK(test.pairs == 10);
  CHECK(test.difference == Approx(1.58));
  CHECK(test.p_value.value() == Approx(0.002833).epsilon(1e-3));
  CHECK(test.interval->low == Approx(0.7001).epsilon(1e-3));
  CHECK(test.interval->high == Approx(2.4599).epsilon(1e-3));
}

TEST_CASE("student: few pairs decide nothing and pairs without spread do not decide everything") {
  CHECK(!paired_t_test({}, {}).interval);
  CHECK(!paired_t_test(std::vector{1.0, 2.0}, std::vector{0.0, 0.5}).p_value);
  const std::vector<double> high = {0.30, 0.20, 0.40}, low = {0.29, 0.19, 0.39};
  CHECK(paired_t_test(high, low).p_value == 0.25);
  CHECK(paired_t_test(high, high).p_value == 1.0);
  CHECK(contains(error_text([] { paired_t_test(std::vector{1.0}, {}); }), "got 1 and 0 values"));
}

TEST_CASE("holm: the smallest p counts as often as there are tests and the order stays") {
  const std::vector<double> corrected = holm(std::vector{0.04, 0.01, 0.03, 0.9});
  CHECK(corrected[1] == Approx(0.04));
  CHECK(corrected[2] == Approx(0.09));
  CHECK(corrected[0] == Approx(0.09));  // not below the one before
  CHECK(corrected[3] == Approx(0.9));
  CHECK(holm({}).empty());
}
