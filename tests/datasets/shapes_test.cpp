#include <actlab/datasets/images/shapes.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/parallel.h>
#include <actlab/datasets/images/plane_figure.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::datasets;

namespace {

bool same_image(const Dataset& a, std::int64_t i, const Dataset& b, std::int64_t j) {
  return std::ranges::equal(a.image(i), b.image(j));
}

}  // namespace

TEST_CASE("shapes: image i depends on seed and i alone") {
  const Dataset few = shapes(3, 0, 10);
  const Dataset later = shapes(3, 7, 200);
  CHECK(same_image(few, 9, later, 2));
  CHECK_FALSE(same_image(few, 9, few, 8));
  CHECK_FALSE(same_image(few, 0, shapes(4, 0, 1), 0));
  CHECK_FALSE(same_image(few, 0, shapes(3, kFirstTestImage, 1), 0));
}

TEST_CASE("shapes: the same at any number of threads") {
  const int before = threads();
  set_threads(1);
  const Dataset one = shapes(0, 0, 300);
  set_threads(5);
  const Dataset five = shapes(0, 0, 300);
  set_threads(before);
  for (std::int64_t i = 0; i < 300; ++i) CHECK(same_image(one, i, five, i));
}

TEST_CASE("shapes: classes are balanced and named") {
  const Dataset data = shapes(0, kFirstTestImage, 50);
  CHECK(data.classes() == 10);
  CHECK(data.class_names()[3] == "star");
  std::vector<int> count(10);
  for (std::int64_t i = 0; i < 50; ++i) ++count[static_cast<std::size_t>(data.label(i))];
  CHECK(count == std::vector<int>(10, 5));
}

TEST_CASE("shapes: the stated normalisation is that of the pixels") {
  const Dataset data = shapes(0, 0, 2000);
  for (std::size_t c = 0; c < 3; ++c) {
    double sum = 0.0;
    double squares = 0.0;
    for (std::int64_t i = 0; i < data.size(); ++i) {
      const auto image = data.image(i);
      for (std::size_t at = c; at < image.size(); at += 3) {
        sum += image[at] / 255.0;
        squares += image[at] / 255.0 * (image[at] / 255.0);
      }
    }
    const double count = 2000.0 * 1024.0;
    const double mean = sum / count;
    CHECK(std::abs(mean - static_cast<double>(data.normalisation().mean[c])) < 0.01);
    CHECK(std::abs(std::sqrt(squares / count - mean * mean) -
                   static_cast<double>(data.normalisation().std[c])) < 0.01);
  }
}

TEST_CASE("shapes: a mean colour does not tell the class") {
  const Dataset data = shapes(1, 0, 4000);
  for (std::size_t c = 0; c < 3; ++c) {
    std::vector<double> mean(10);
    for (std::int64_t i = 0; i < data.size(); ++i) {
      const auto image = data.image(i);
      double sum = 0.0;
      for (std::size_t at = c; at < image.size(); at += 3) sum += image[at];
      mean[static_cast<std::size_t>(data.label(i))] += sum / 1024.0 / 400.0;
    }
    // one image's mean varies by about 55 of 255, the mean of 400 by 2.8
    const auto [low, high] = std::ranges::minmax(mean);
    CHECK(high - low < 17.0);
  }
}

TEST_CASE("shapes: no image at all is refused") {
  CHECK(test::usage_error_text([] { shapes(0, 0, 0); }) ==
        "[shapes] needs at least one image, got 0");
}

TEST_CASE("plane figure: each figure fills its circle and stays in it") {
  for (int i = 0; i < 10; ++i) {
    const auto figure = static_cast<PlaneFigure>(i);
    CAPTURE(kPlaneFigureNames[static_cast<std::size_t>(i)]);
    float farthest = 0.0f;
    int inside = 0;
    for (int y = -100; y <= 100; ++y) {
      for (int x = -100; x <= 100; ++x) {
        const Point point{static_cast<float>(x) / 80.0f, static_cast<float>(y) / 80.0f};
        if (signed_distance(figure, point) > 0.0f) continue;
        farthest = std::max(farthest, std::hypot(point.x, point.y));
        ++inside;
      }
    }
    CHECK(farthest > 0.8f);
    CHECK(farthest < 1.2f);
    CHECK(inside > 4000);  // of the circle's 20,106 points
  }
}

TEST_CASE("plane figure: a signed distance changes no faster than the point moves") {
  for (int i = 0; i < 10; ++i) {
    const auto figure = static_cast<PlaneFigure>(i);
    CAPTURE(kPlaneFigureNames[static_cast<std::size_t>(i)]);
    for (int y = -60; y < 60; ++y) {
      for (int x = -60; x < 60; ++x) {
        const Point point{static_cast<float>(x) / 40.0f, static_cast<float>(y) / 40.0f};
        const float here = signed_distance(figure, point);
        const float beside = signed_distance(figure, {point.x + 0.025f, point.y});
        CHECK(std::abs(here - beside) < 0.0251f);
      }
    }
  }
}

TEST_CASE("plane figure: the distance to a segment ends at its ends") {
  CHECK(segment_distance({0, 2}, {-1, 0}, {1, 0}) == doctest::Approx(2.0));
  CHECK(segment_distance({4, 4}, {-1, 0}, {1, 0}) == doctest::Approx(5.0));
  CHECK(segment_distance({3, 4}, {0, 0}, {0, 0}) == doctest::Approx(5.0));
}
