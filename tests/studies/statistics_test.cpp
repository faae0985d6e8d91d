#include <actlab/studies/findings/statistics.h>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include <actlab/core/base/random.h>
#include "tests/support/error_text.h"

using namespace actlab::studies;
using actlab::test::contains;
using actlab::test::error_text;

using Values = std::vector<double>;

TEST_CASE("median: the middle value or the mean of the middle two") {
  CHECK(median(Values{3.0}) == 3.0);
  CHECK(median(Values{5.0, 1.0, 3.0}) == 3.0);
  CHECK(median(Values{4.0, 1.0, 3.0, 2.0}) == 2.5);
  CHECK(median(Values{1e308, 1.7e308}) == doctest::Approx(1.35e308));
  CHECK(contains(error_text([] { median(Values{}); }), "[median] at least 1 value(s) are needed"));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(contains(error_text([&] { median(Values{1.0, nan}); }), "value 1 is not a number"));
}

TEST_CASE("bootstrap: the interval holds the median and is the same every time") {
  Values values;
  actlab::Random random(3, actlab::Purpose::test);
  for (int i = 0; i < 50; ++i) values.push_back(random.normal());
  const Interval interval = bootstrap_median(values, 1);
  CHECK(interval.low < median(values));
  CHECK(median(values) < interval.high);
  CHECK(bootstrap_median(values, 1).low == interval.low);
  CHECK(bootstrap_median(values, 1).high == interval.high);
  const Interval narrow = bootstrap_median(values, 1, 0.5);
  CHECK(narrow.low >= interval.low);
  CHECK(narrow.high <= interval.high);
}

TEST_CASE("bootstrap: intervals cover the true median about as often as they say") {
  int covered = 0;
  for (std::uint64_t repetition = 0; repetition < 200; ++repetition) {
    actlab::Random random(repetition, actlab::Purpose::test);
    Values values;
    for (int i = 0; i < 25; ++i) values.push_back(random.normal());
    const Interval interval = bootstrap_median(values, repetition, 0.9, 500);
    covered += interval.low <= 0.0 && 0.0 <= interval.high;
  }
  CHECK(covered > 168);  // 180 expected, standard deviation 4
  CHECK(covered < 196);
}

TEST_CASE("bootstrap: paired differences and refusals") {
  const Values a = {1.5, 2.5, 3.5}, b = {1.0, 2.0, 3.0};
  const Interval half = bootstrap_median_difference(a, b, 1);
  CHECK(half.low == 0.5);
  CHECK(half.high == 0.5);
  CHECK(contains(error_text([&] { bootstrap_median_difference(a, Values{1.0}, 1); }),
                 "[bootstrap] pairs are needed, got 3 and 1 values"));
  CHECK(contains(error_text([&] { bootstrap_median(a, 1, 1.0); }), "between 0 and 1"));
}

TEST_CASE("sign test: p values of a fair coin") {
  const Values zeros(8, 0.0), ones(8, 1.0);
  CHECK(sign_test(ones, zeros).p_value == doctest::Approx(1.0 / 256.0).epsilon(1e-12));
  CHECK(sign_test(zeros, ones).p_value == doctest::Approx(1.0).epsilon(1e-12));
  const Values mixed = {1, 1, 1, 1, 1, 1, -1, 0};
  const SignTest test = sign_test(mixed, zeros);  // 6 wins of 7: (7 + 1) / 128
  CHECK(test.wins == 6);
  CHECK(test.ties == 1);
  CHECK(test.losses == 1);
  CHECK(test.p_value == doctest::Approx(8.0 / 128.0).epsilon(1e-12));
  CHECK(sign_test(zeros, zeros).p_value == 1.0);
  CHECK(sign_test(Values(5000, 1.0), Values(5000, 0.0)).p_value < 1e-300);
}

TEST_CASE("rank correlation: order alone counts") {
  const Values a = {1, 2, 3, 4, 5}, cubes = {1, 8, 27, 64, 125}, backwards = {9, 7, 5, 3, 1};
  CHECK(spearman_correlation(a, cubes) == doctest::Approx(1.0));
  CHECK(kendall_correlation(a, cubes) == doctest::Approx(1.0));
  CHECK(spearman_correlation(a, backwards) == doctest::Approx(-1.0));
  CHECK(kendall_correlation(a, backwards) == doctest::Approx(-1.0));
}

TEST_CASE("rank correlation: ties as SciPy counts them") {
  // the example of scipy.stats.kendalltau; Spearman from mean ranks by hand
  const Values a = {12, 2, 1, 12, 2}, b = {1, 4, 7, 1, 0};
  CHECK(kendall_correlation(a, b) == doctest::Approx(-0.47140452079103173));
  CHECK(spearman_correlation(a, b) == doctest::Approx(-0.5407380704358752));
  const Values flat(5, 1.0);
  CHECK(std::isnan(spearman_correlation(a, flat)));
  CHECK(std::isnan(kendall_correlation(flat, b)));
}
