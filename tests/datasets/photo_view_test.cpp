#include <actlab/datasets/images/photo_view.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

using namespace actlab;
using namespace actlab::datasets;

namespace {

using Pixels = std::vector<float>;

Pixels changed(PhotoView view, Pixels pixels) {
  view.colours = Colours::all;
  change_colours(view, pixels);
  return pixels;
}

void check_near(const Pixels& got, const Pixels& expected) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CHECK(got[i] == doctest::Approx(expected[i]).epsilon(1e-5));
  }
}

}  // namespace

TEST_CASE("photo view: a part of 10 to 100 percent with a width of 3/4 to 4/3 of its height") {
  double least = 1.0, most = 0.0;
  for (std::int64_t i = 0; i < 2000; ++i) {
    const ImageBox box = draw_view(1, 0, i, 120, 160, Colours::kept).box;
    const double area = static_cast<double>(box.height * box.width) / (120.0 * 160.0);
    const double aspect = static_cast<double>(box.width) / static_cast<double>(box.height);
    REQUIRE(box.top >= 0);
    REQUIRE(box.left >= 0);
    REQUIRE(box.top + box.height <= 120);
    REQUIRE(box.left + box.width <= 160);
    CHECK(aspect >= 0.75 - 0.02);
    CHECK(aspect <= 4.0 / 3.0 + 0.02);
    least = std::min(least, area);
    most = std::max(most, area);
  }
  CHECK(least >= 0.095);
  CHECK(least <= 0.12);
  CHECK(most >= 0.9);
}

TEST_CASE("photo view: images of any shape have one and very flat ones are taken whole") {
  for (const auto& [height, width] : {std::pair{1, 1}, {1, 7}, {3, 2}, {900, 2}, {2, 20000}}) {
    for (std::int64_t i = 0; i < 50; ++i) {
      const ImageBox box = draw_view(2, 0, i, height, width, Colours::all).box;
      CHECK(box.height >= 1);
      CHECK(box.width >= 1);
      CHECK(box.top + box.height <= height);
      CHECK(box.left + box.width <= width);
    }
  }
  CHECK(draw_view(2, 0, 0, 2, 20000, Colours::kept).box == ImageBox{0, 0, 2, 20000});
}

TEST_CASE("photo view: it depends on the seed and the epoch and the image alone") {
  const auto draw = [](std::uint64_t seed, std::int64_t epoch, std::int64_t index) {
    const PhotoView v = draw_view(seed, epoch, index, 300, 400, Colours::all);
    return std::vector<double>{static_cast<double>(v.box.top), static_cast<double>(v.box.left),
                               static_cast<double>(v.brightness), static_cast<double>(v.hue)};
  };
  CHECK(draw(1, 2, 3) == draw(1, 2, 3));
  CHECK(draw(1, 2, 3) != draw(2, 2, 3));
  CHECK(draw(1, 2, 3) != draw(1, 3, 3));
  CHECK(draw(1, 2, 3) != draw(1, 2, 4));
}

TEST_CASE("photo view: simple colours leave hue and contrast and come in both orders") {
  std::set<int> first;
  for (std::int64_t i = 0; i < 50; ++i) {
    const PhotoView view = draw_view(1, 0, i, 30, 40, Colours::simple);
    first.insert(view.order[0]);
    CHECK(view.hue == 0.0f);
    CHECK(view.contrast == 1.0f);
    CHECK(std::abs(view.brightness) <= 32.0f / 255.0f);
    CHECK(view.saturation >= 0.5f);
    CHECK(view.saturation <= 1.5f);
  }
  CHECK(first == std::set<int>{0, 1});
}

TEST_CASE("photo view: the central part of an evaluated image") {
  CHECK(central_view(64, 64).box == ImageBox{4, 4, 56, 56});
  CHECK(central_view(100, 200).box == ImageBox{6, 12, 88, 175});
  CHECK(central_view(1, 1).box == ImageBox{0, 0, 1, 1});
  Pixels pixels{0.1f, 0.9f, 0.3f};
  change_colours(central_view(8, 8), pixels);
  CHECK(pixels == Pixels{0.1f, 0.9f, 0.3f});
}

TEST_CASE("photo view: hue and saturation and value") {
  PhotoView turned, paler;
  turned.hue = 1.0f / 3.0f;
  check_near(changed(turned, {1.0f, 0.0f, 0.0f, 0.2f, 0.6f, 0.4f}),
             {0.0f, 1.0f, 0.0f, 0.4f, 0.2f, 0.6f});
  turned.hue = -0.1f;
  check_near(changed(turned, {0.2f, 0.6f, 0.4f}), {0.24f, 0.6f, 0.2f});  // as Python's colorsys
  paler.saturation = 0.5f;
  check_near(changed(paler, {0.2f, 0.6f, 0.4f}), {0.4f, 0.6f, 0.5f});
  paler.saturation = 1.5f;
  check_near(changed(paler, {0.2f, 0.6f, 0.4f}), {0.0f, 0.6f, 0.3f});
  check_near(changed(paler, {0.5f, 0.5f, 0.5f, 0.0f, 0.0f, 0.0f}),
             {0.5f, 0.5f, 0.5f, 0.0f, 0.0f, 0.0f});
}

TEST_CASE("photo view: brightness and contrast are cut off at 0 and 1 in the order drawn") {
  PhotoView view;
  view.brightness = 0.1f;
  check_near(changed(view, {0.95f, 0.5f, 0.0f}), {1.0f, 0.6f, 0.1f});
  view.brightness = 0.0f;
  view.contrast = 1.5f;  // of each channel about its own mean
  check_near(changed(view, {0.2f, 0.5f, 0.0f, 0.4f, 0.5f, 1.0f}),
             {0.15f, 0.5f, 0.0f, 0.45f, 0.5f, 1.0f});
  view.brightness = 0.1f;
  const Pixels before{0.2f, 0.2f, 0.2f, 0.95f, 0.95f, 0.95f};
  const Pixels brighter_first = changed(view, before);
  view.order = {2, 1, 0, 3};
  CHECK(changed(view, before) != brighter_first);
}
