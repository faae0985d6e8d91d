// The statistics of studies against SciPy 1.17.1 and NumPy on fixed inputs, whose results stand
// here as they were printed. The correlations are those of the paper's Tables 4 and 5.
#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/studies/findings/indistinguishable.h>
#include <actlab/studies/findings/power.h>
#include <actlab/studies/findings/statistics.h>
#include <actlab/studies/findings/variance_shares.h>
#include "tests/support/error_text.h"

using namespace actlab::studies;
using actlab::test::contains;
using actlab::test::error_text;
using doctest::Approx;
using Values = std::vector<double>;

namespace {

const Values kResNetCifar10 = {93.8, 94.2, 94.1, 94.6, 94.1, 93.0, 94.3, 94.7, 94.5};
const Values kResNetCifar100 = {74.2, 74.2, 74.5, 76.0, 75.0, 73.2, 74.7, 75.1, 75.1};

Approx nearly(double value) { return Approx(value).epsilon(1e-9); }

}  // namespace

TEST_CASE("SciPy: rank correlations and the median") {
  CHECK(spearman_correlation(kResNetCifar10, kResNetCifar100) == nearly(0.8523282623160102));
  CHECK(kendall_correlation(kResNetCifar10, kResNetCifar100) == nearly(0.7247137945655605));
  CHECK(median(Values{70.25, 71.5, 69.75, 70.5, 72.0, 71.25}) == nearly(70.875));
}

// SciPy's own draws differ: 20,000 of them gave 0.395 and 1, and 0.305 and 1.
TEST_CASE("SciPy: bootstrap intervals of rank correlations") {
  const Interval spearman =
      bootstrap_correlation(spearman_correlation, kResNetCifar10, kResNetCifar100, 1, 0.95, 20000);
  CHECK(spearman.low == Approx(0.395).epsilon(0.05));
  CHECK(spearman.high == nearly(1.0));
  const Interval kendall =
      bootstrap_correlation(kendall_correlation, kResNetCifar10, kResNetCifar100, 1, 0.95, 20000);
  CHECK(kendall.low == Approx(0.305).epsilon(0.05));
  CHECK(kendall.high == nearly(1.0));
  CHECK(contains(error_text([] {
                   bootstrap_correlation(spearman_correlation, Values{1, 2}, Values{1, 2}, 1);
                 }),
                 "[rank correlation] at least 3 value(s) are needed, got 2"));
}

TEST_CASE("SciPy: the sign test of the paper's Table 3, one-sided, ties dropped") {
  CHECK(sign_test_p(9, 0) == nearly(0.001953125));  // ReLU
  CHECK(sign_test_p(7, 1) == nearly(0.03515625));   // LReLU
  CHECK(sign_test_p(6, 0) == nearly(0.015625));     // PReLU
  CHECK(sign_test_p(6, 1) == nearly(0.0625));       // Softplus
  CHECK(sign_test_p(8, 1) == nearly(0.01953125));   // ELU
  CHECK(sign_test_p(8, 0) == nearly(0.00390625));   // SELU and GELU
  CHECK(sign_test_p(5, 9) == nearly(0.91021728515625));
  CHECK(sign_test_p(0, 0) == 1.0);
  CHECK(contains(error_text([] { sign_test_p(-1, 2); }), "[sign test] counts from 0 are needed"));
}

TEST_CASE("SciPy: the noncentral Student distribution and the power of the paired t-test") {
  CHECK(noncentral_student_below(2.0, 4, 1.5) == nearly(0.6189289251396548));
  CHECK(noncentral_student_below(-1.0, 2, 0.5) == nearly(0.10327857197969201));
  CHECK(noncentral_student_below(4.302652729749462, 2, 6.0) == nearly(0.1642618801797286));
  CHECK(noncentral_student_below(0.5, 1, 0.0) == nearly(0.6475836176504333));
  CHECK(noncentral_student_below(3.0, 30, 2.5) == nearly(0.6709221372818337));
  CHECK(paired_test_power(1.0, 0.5, 3, 0.05) == nearly(0.47074943127843494));
  CHECK(paired_test_power(0.5, 0.5, 5, 0.05) == nearly(0.4013899173717953));
  CHECK(paired_test_power(0.4, 0.3, 10, 0.05 / 8) == nearly(0.7253053320144376));
  CHECK(paired_test_power(9.0, 0.3, 2, 0.05) == 0.0);
}

TEST_CASE("SciPy: the smallest difference that so many seeds can show") {
  CHECK(smallest_difference(0.3, 3).value() == nearly(0.9792130649098729));
  CHECK(smallest_difference(0.3, 5).value() == nearly(0.5045990897866668));
  CHECK(!smallest_difference(0.3, 2));
  CHECK(smallest_difference(0.3, 5, 8).value() > smallest_difference(0.3, 5).value());
  CHECK(contains(error_text([] { smallest_difference(0.0, 5); }), "the spread must be above 0"));
}

namespace {

// Three activations in two networks at two rates with two seeds.
const Values kAccuracies = {91.2, 91.0, 90.1, 90.6, 92.4, 92.9, 91.9, 91.5, 90.2, 90.4, 88.1, 88.6,
                            91.5, 91.2, 90.4, 90.9, 91.9, 91.4, 89.0, 89.9, 93.1, 92.7, 91.0, 91.8};

// Those of the 24 results that are not `missing`.
std::vector<VarianceShare> shares_without(const std::vector<std::size_t>& missing) {
  std::vector<Factor> factors = {{"activation", {}}, {"network", {}}, {"rate", {}}};
  Values values;
  for (std::size_t i = 0; i < kAccuracies.size(); ++i) {
    if (std::ranges::count(missing, i) > 0) continue;
    values.push_back(kAccuracies[i]);
    factors[0].level_of.push_back(i / 8);
    factors[1].level_of.push_back(i / 4 % 2);
    factors[2].level_of.push_back(i / 2 % 2);
  }
  return variance_shares(values, factors);
}

}  // namespace

TEST_CASE("NumPy: shares of variance by least squares") {
  const std::vector<VarianceShare> shares = shares_without({});
  REQUIRE(shares.size() == 5);
  CHECK(shares[0].share == nearly(0.21836442848115936));
  CHECK(shares[1].share == nearly(0.39598922478299897));
  CHECK(shares[2].share == nearly(0.28735020563814395));
  CHECK(shares[3].name == "seed");
  CHECK(shares[3].share == nearly(0.0424357311516844));
  CHECK(shares[4].name == "together");
  CHECK(shares[4].share == nearly(0.05586040994601317));
  double sum = 0.0;
  for (const VarianceShare& share : shares) sum += share.share;
  CHECK(sum == nearly(1.0));
}

TEST_CASE("NumPy: shares of variance where results are missing") {
  const std::vector<VarianceShare> shares = shares_without({3, 10, 11});
  CHECK(shares[0].share == nearly(0.21550610382837299));
  CHECK(shares[1].share == nearly(0.5309870448830548));
  CHECK(shares[2].share == nearly(0.3826760383883486));
  CHECK(shares[3].share == nearly(0.06149575440888317));
  CHECK(shares[4].share == nearly(0.06673426194563037));
  CHECK(contains(error_text([] { variance_shares(Values{2, 2}, {}); }), "all values are equal"));
  const std::vector<Factor> short_factor = {{"rate", {0}}};
  CHECK(contains(error_text([&] {
                   variance_shares(Values{1, 2}, short_factor);
                 }),
                 "rate has 1 levels for 2 values"));
}

// The six p-values before Holm's correction, by SciPy: 0.0615, 7.5e-5, 3.5e-4, 2.9e-8, 4.3e-8 and
// 1.8e-7 with 6 degrees of freedom: all but the first two rows differ.
TEST_CASE("SciPy: rows that cannot be told apart share a letter") {
  const std::vector<Values> rows = {
      {93.1, 92.9, 93.4}, {93.0, 92.6, 93.2}, {92.1, 92.2, 92.6}, {}, {89.9, 89.7, 90.3}};
  const LikeRows like = like_rows(rows);
  CHECK(like.spread == nearly(0.10671873729054919));
  CHECK(like.freedom == 6);
  CHECK(like.groups == 3);
  const std::vector<std::vector<std::string>> expected = {{"a"}, {"a"}, {"b"}, {}, {"c"}};
  CHECK(like.letters == expected);
  CHECK(like_rows(rows, 0.07).groups == 4);
  CHECK(like_rows({{1.0}, {2.0}}).freedom == 0);
  CHECK(contains(error_text([] { like_rows({{1.0, 2.0}, {1.0}}); }), "equally many seeds"));
}

TEST_CASE("groups: a thing may belong to several, and letters go on after z") {
  const auto far_apart = [](std::size_t i, std::size_t j) { return i - j > 1; };
  const auto groups = groups_of_like(4, far_apart);
  CHECK(groups == std::vector<std::vector<std::size_t>>{{0, 1}, {1, 2}, {2, 3}});
  CHECK(groups_of_like(30, [](std::size_t, std::size_t) { return true; }).size() == 30);
  CHECK(groups_of_like(0, far_apart).empty());
}
