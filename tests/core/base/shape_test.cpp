#include <actlab/core/base/shape.h>

#include <doctest/doctest.h>

#include <limits>

#include <actlab/core/base/error.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::test;

TEST_CASE("shape: a scalar has one element and an empty axis gives none") {
  CHECK(Shape{}.elements() == 1);
  CHECK(Shape{}.rank() == 0);
  CHECK(Shape{2, 3, 4}.elements() == 24);
  CHECK(Shape{2, 0, 4}.elements() == 0);
}

TEST_CASE("shape: negative axes count from the end") {
  const Shape shape{8, 32, 16, 3};
  CHECK(shape[-1] == 3);
  CHECK(shape[0] == 8);
  CHECK(shape[-4] == 8);
  CHECK(shape.axis(-2, "test") == 2);
}

TEST_CASE("shape: an axis that does not exist is named with the operation and the shape") {
  CHECK(error_of([] {
          (void)Shape{2, 3}.axis(2, "slice");
        }) == "[slice] axis 2 does not exist in a tensor of shape [2, 3]");
  CHECK(error_of([] {
          (void)Shape{2, 3}[-3];
        }) == "[shape] axis -3 does not exist in a tensor of shape [2, 3]");
  CHECK_FALSE(error_of([] { (void)Shape{}[0]; }).empty());
}

TEST_CASE("shape: negative sizes and products beyond 64 bits are refused") {
  CHECK(error_of([] { (void)Shape{2, -1}; }) == "[shape] sizes must not be negative, got -1");
  const std::int64_t large = std::int64_t{1} << 32;
  CHECK(error_of([&] {
          (void)Shape{large, large};
        }) == "[shape] the number of elements overflows 64 bits");
  CHECK_FALSE(error_of([&] { (void)Shape{0, large, large}; }).empty());
  const std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  CHECK(Shape{largest}.elements() == largest);
}

TEST_CASE("shape: reads as a list") {
  CHECK(to_string(Shape{8, 32, 32, 3}) == "[8, 32, 32, 3]");
  CHECK(to_string(Shape{}) == "[]");
  CHECK(text("got ", Shape{4}) == "got [4]");
}

TEST_CASE("broadcast: sizes of one stretch and ranks are filled from the left") {
  CHECK(broadcast({2, 3}, {2, 3}, "test") == Shape{2, 3});
  CHECK(broadcast({8, 1, 6, 1}, {7, 1, 5}, "test") == Shape{8, 7, 6, 5});
  CHECK(broadcast({}, {4, 5}, "test") == Shape{4, 5});
  CHECK(broadcast({1}, {0}, "test") == Shape{0});
  CHECK(broadcast({}, {}, "test") == Shape{});
}

TEST_CASE("broadcast: shapes that do not fit are named with the operation") {
  CHECK(error_of([] {
          broadcast({2, 3}, {4, 3}, "add");
        }) ==
        "[add] shapes [2, 3] and [4, 3] do not broadcast: sizes must be equal or 1, counted from "
        "the last");
  CHECK_FALSE(error_of([] { broadcast({0}, {2}, "add"); }).empty());
}
