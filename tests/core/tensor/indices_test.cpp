#include <actlab/core/tensor/indices.h>

#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::test;

TEST_CASE("indices: are made from values in row-major order") {
  const Indices labels{2, 0, 1};
  CHECK(labels.shape() == Shape{3});
  CHECK(labels[0] == 2);
  const Indices tokens({2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(tokens.rank() == 2);
  CHECK(tokens.size(-1) == 3);
  CHECK(tokens[4] == 5);
  CHECK(std::ranges::equal(Indices::full({2}, 7).values(), std::vector{7, 7}));
  CHECK(Indices({0, 3}, {}).elements() == 0);
  CHECK(Indices(Shape{}, {4})[0] == 4);
}

TEST_CASE("indices: copies and views share values") {
  const Indices tokens({2, 3}, {1, 2, 3, 4, 5, 6});
  const Indices copy = tokens;  // NOLINT(performance-unnecessary-copy-initialization)
  CHECK(copy.values().data() == tokens.values().data());
  CHECK(tokens.view({6}).values().data() == tokens.values().data());
  CHECK(tokens.view({3, 2}).shape() == Shape{3, 2});
}

TEST_CASE("indices: wider numbers are taken where 32 bits hold them") {
  const std::vector<std::int64_t> wide{-2147483648, 0, 2147483647};
  CHECK(Indices::from({3}, wide)[2] == 2147483647);
  CHECK(Indices::from({3}, wide)[0] == -2147483648);
  CHECK(error_of([] {
          (void)Indices::from({2}, std::vector<std::int64_t>{1, 2147483648});
        }) == "[indices] value 1 must be from -2147483648 to 2147483647, got 2147483648");
}

TEST_CASE("indices: wrong uses are refused") {
  CHECK(error_of([] {
          (void)Indices({2, 2}, {1, 2, 3});
        }) == "[indices] shape [2, 2] has 4 elements, got 3 values");
  CHECK(error_of([] {
          (void)Indices{1, 2, 3}.view({2});
        }) == "[indices] shape [2] has 2 elements, got 3 values");
  CHECK(error_of([] { (void)Indices().values(); }) ==
        "[indices] have no values: they were declared but never made");
  CHECK_FALSE(Indices().defined());
  CHECK(error_of([] {
          require_below(Indices{0, -1}, 3, "pick", "index", " (of three)");
        }) == "[pick] index 1 must be from 0 to 2, got -1 (of three)");
}
