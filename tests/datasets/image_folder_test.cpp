#include <actlab/datasets/images/image_folder.h>

#include <doctest/doctest.h>

#include <set>

#include <actlab/core/base/parallel.h>
#include "tests/support/error_text.h"
#include "tests/support/png_writer.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_jpeg.h"

using namespace actlab;
using namespace actlab::datasets;
using test::Bytes;
using test::contains;
using test::error_text;
using test::write_bytes;

namespace {

constexpr std::int64_t kSide = 8;

Bytes flat_png(std::uint8_t value) { return test::png_bytes(8, 8, 3, Bytes(8 * 8 * 3, value)); }

std::vector<int> values(const Dataset& dataset) {
  std::vector<int> result;
  for (std::int64_t i = 0; i < dataset.size(); ++i) result.push_back(dataset.image(i)[0]);
  return result;
}

std::string refusal(const test::TemporaryFolder& folder, Part part) {
  return error_text([&] { read_image_folder(folder.path(), part, kSide, 0); });
}

}  // namespace

TEST_CASE("image folder: classes and files are sorted by name and endings are free in case") {
  const test::TemporaryFolder folder;
  write_bytes(folder.path() / "train" / "zebra" / "b.PNG", flat_png(40));
  write_bytes(folder.path() / "train" / "zebra" / "a.png", flat_png(30));
  write_bytes(folder.path() / "train" / "ant" / "x.JPEG", test::kGreyJpeg);
  write_bytes(folder.path() / "train" / "ant" / "notes.txt", {1});
  write_bytes(folder.path() / "train" / "ant" / ".hidden.png", {1});
  write_bytes(folder.path() / "val" / "zebra" / "c.Jpg", test::kGreyJpeg);
  const Dataset train = read_image_folder(folder.path(), Part::train, kSide, 0);
  CHECK(train.class_names() == std::vector<std::string>{"ant", "zebra"});
  CHECK(values(train) == std::vector{128, 30, 40});
  CHECK(train.label(0) == 0);
  CHECK(train.label(2) == 1);
  const Dataset test = read_image_folder(folder.path(), Part::test, kSide, 0);
  REQUIRE(test.size() == 1);
  CHECK(test.label(0) == 1);  // numbered as in the training part
}

TEST_CASE("image folder: without split folders a seeded fifth is for testing") {
  const test::TemporaryFolder folder;
  for (std::uint8_t i = 0; i < 20; ++i) {
    write_bytes(folder.path() / (i % 2 == 0 ? "a" : "b") / text(int{i}, ".png"), flat_png(i));
  }
  const auto part = [&](Part which, std::uint64_t seed) {
    return values(read_image_folder(folder.path(), which, kSide, seed));
  };
  const std::vector<int> train = part(Part::train, 1);
  const std::vector<int> test = part(Part::test, 1);
  CHECK(train.size() == 16);
  CHECK(test.size() == 4);
  std::set<int> both(train.begin(), train.end());
  both.insert(test.begin(), test.end());
  CHECK(both.size() == 20);
  CHECK(part(Part::test, 1) == test);
  CHECK(part(Part::test, 2) != test);
}

TEST_CASE("image folder: images of other sizes are resized at any number of threads") {
  const test::TemporaryFolder folder;
  for (int i = 0; i < 40; ++i) {
    write_bytes(folder.path() / "train" / "a" / text(i, ".jpg"), test::kRedBlueJpeg);
  }
  const int before = threads();
  std::vector<Bytes> pixels;
  for (const int count : {1, 3}) {
    set_threads(count);
    const Dataset train = read_image_folder(folder.path(), Part::train, 16, 0);
    CHECK(train.height() == 16);
    pixels.emplace_back(train.image(39).begin(), train.image(39).end());
  }
  set_threads(before);
  CHECK(pixels[0] == pixels[1]);
  CHECK(pixels[0].front() > 150);  // the middle square is half red
}

TEST_CASE("image folder: the first damaged file is named") {
  const test::TemporaryFolder folder;
  for (int i = 10; i < 90; ++i) {
    const bool damaged = i == 37 || i == 70;
    write_bytes(folder.path() / "train" / "a" / text(i, ".png"),
                damaged ? Bytes{1, 2, 3} : flat_png(1));
  }
  CHECK(contains(refusal(folder, Part::train), "[image] cannot read " +
                                                   folder.file("train/a/37.png") +
                                                   ": it is neither a PNG nor a JPEG image"));
}

TEST_CASE("image folder: what is missing is named") {
  const test::TemporaryFolder folder;
  CHECK(contains(refusal(folder, Part::train), "holds no class folders; expected"));
  std::filesystem::create_directories(folder.path() / "train" / "a");
  CHECK(contains(refusal(folder, Part::train), "holds no images; expected"));
  CHECK(contains(refusal(folder, Part::test), "has train/ but neither val/ nor test/"));
  write_bytes(folder.path() / "test" / "b" / "1.png", flat_png(1));
  CHECK(contains(refusal(folder, Part::test), "is a class that the training part does not have"));
}

TEST_CASE("image folder: a side that makes no sense is refused") {
  const test::TemporaryFolder folder;
  for (const std::int64_t side : {-1, 0, 7, 1025}) {
    CHECK(test::usage_error_text([&] { read_image_folder(folder.path(), Part::train, side, 0); }) ==
          text("[folder] the image side must be from 8 to 1024 pixels, got ", side));
  }
}
