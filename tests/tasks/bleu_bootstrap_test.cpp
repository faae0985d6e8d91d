#include <actlab/tasks/bleu_bootstrap.h>

#include <doctest/doctest.h>

#include <string>

#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::tasks;
using test::contains;
using test::usage_error_text;

namespace {

constexpr const char* kRight = "the two small dogs run over the green grass";

// Of `lines` lines the first `right` are right, the others share their beginning.
LineSums translation(std::int64_t lines, std::int64_t right) {
  LineSums sums;
  for (std::int64_t i = 0; i < lines; ++i) {
    const std::string made = i < right ? kRight : "the two small dogs sleep in a house today";
    sums.push_back(bleu_sums(made, {kRight}, {}));
  }
  return sums;
}

double whole_score(const LineSums& lines) {
  BleuSums sums;
  for (const BleuSums& line : lines) sums += line;
  return bleu_score(sums, BleuSmoothing::exponential).score;
}

}  // namespace

TEST_CASE("bleu bootstrap: an interval holds the score and narrows with more lines") {
  const std::vector<LineSums> few{translation(40, 20)}, many{translation(1000, 500)};
  const BleuInterval wide = bleu_interval(few), narrow = bleu_interval(many);
  CHECK(wide.score == doctest::Approx(whole_score(few[0])));
  for (const BleuInterval& interval : {wide, narrow}) {
    CHECK(interval.low < interval.score);
    CHECK(interval.score < interval.high);
  }
  // Spreads go with one over the root of the lines: a fifth.
  CHECK((narrow.high - narrow.low) / (wide.high - wide.low) == doctest::Approx(0.2).epsilon(0.25));
  CHECK(bleu_interval(few).low == wide.low);
  // Scores of these lines are few, so that two seeds may agree by chance.
  const auto moves = [&](std::uint64_t seed) {
    return bleu_interval(many, {.seed = seed}).low != narrow.low;
  };
  CHECK((moves(1) || moves(2) || moves(3) || moves(4)));
}

TEST_CASE("bleu bootstrap: lines that are all alike have no width") {
  const std::vector<LineSums> right{translation(30, 30)};
  const BleuInterval interval = bleu_interval(right);
  CHECK(interval.low == doctest::Approx(100.0));
  CHECK(interval.high == doctest::Approx(100.0));
}

TEST_CASE("bleu bootstrap: a difference is paired and of the means of seeds") {
  const std::vector<LineSums> a{translation(100, 60), translation(100, 50)};
  const std::vector<LineSums> b{translation(100, 40)};
  const BleuInterval same = bleu_difference(a, a);
  CHECK(same.low == 0.0);
  CHECK(same.high == 0.0);
  const BleuInterval apart = bleu_difference(a, b);
  CHECK(apart.score ==
        doctest::Approx((whole_score(a[0]) + whole_score(a[1])) / 2.0 - whole_score(b[0])));
  CHECK(apart.low > 0.0);
  // Narrower than two intervals that know nothing of each other.
  const BleuInterval alone = bleu_interval(b);
  CHECK(apart.high - apart.low < alone.high - alone.low);
}

TEST_CASE("bleu bootstrap: what cannot be compared is refused") {
  const std::vector<LineSums> none, one{translation(10, 5)}, other{translation(9, 5)};
  CHECK(contains(usage_error_text([&] { bleu_interval(none); }), "needs a translation"));
  CHECK(contains(usage_error_text([&] { bleu_difference(one, other); }), "got 9 beside 10"));
  CHECK(contains(usage_error_text([&] { bleu_interval(one, {.draws = 0}); }), "at least one draw"));
}
