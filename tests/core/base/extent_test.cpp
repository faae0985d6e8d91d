#include <actlab/core/base/extent.h>

#include <doctest/doctest.h>

#include <actlab/core/base/error.h>

using namespace actlab;

TEST_CASE("extent: one number stands for height and width") {
  const Extent both = 3;
  CHECK(both == Extent(3, 3));
  CHECK(Extent(1, 7).area() == 7);
  CHECK(text(both, ", ", Extent(1, 7)) == "3, 1 x 7");
}

TEST_CASE("padding: one number, two or four") {
  CHECK(Padding(1) == Padding(1, 1, 1, 1));
  CHECK(Padding(0, 3) == Padding(0, 0, 3, 3));
  CHECK(Padding(1, 2, 3, 4).height() == 3);
  CHECK(Padding(1, 2, 3, 4).width() == 7);
  CHECK(text(Padding(2), ", ", Padding(0, 3), ", ", Padding(0, 1, 0, 1), ", ", Padding::same()) ==
        "2, 0 x 3, (top 0, bottom 1, left 0, right 1), same");
}

TEST_CASE("padding: same is what TensorFlow adds, the smaller half first") {
  const auto same = [](Extent image, Extent kernel, Extent stride) {
    return Padding::same().on(image, kernel, stride);
  };
  CHECK(same(8, 3, 1) == Padding(1));
  CHECK(same(8, 3, 2) == Padding(0, 1, 0, 1));
  CHECK(same(9, 3, 2) == Padding(1));
  CHECK(same(8, 5, 2) == Padding(1, 2, 1, 2));
  CHECK(same(8, 7, 2) == Padding(2, 3, 2, 3));
  CHECK(same({8, 9}, {1, 7}, {1, 2}) == Padding(0, 0, 3, 3));
  CHECK(same(8, 2, 1) == Padding(0, 1, 0, 1));
  CHECK(same(9, 1, 2) == Padding(0));  // a stride wider than the kernel needs none
  CHECK(Padding(1, 2, 3, 4).on(8, 3, 2) == Padding(1, 2, 3, 4));
}
