#include <actlab/datasets/images/image_folder.h>

#include <doctest/doctest.h>

#include <set>

#include <actlab/core/base/parallel.h>
#include <actlab/datasets/images/folder_files.h>
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
  return error_text([&] { read_image_folder(folder.path(), part, kSide); });
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
  const Dataset train = read_image_folder(folder.path(), Part::train, kSide);
  CHECK(train.class_names() == std::vector<std::string>{"ant", "zebra"});
  CHECK(values(train) == std::vector{128, 30, 40});
  CHECK(train.label(0) == 0);
  CHECK(train.label(2) == 1);
  const Dataset test = read_image_folder(folder.path(), Part::test, kSide);
  REQUIRE(test.size() == 1);
  CHECK(test.label(0) == 1);  // numbered as in the training part
}

TEST_CASE("image folder: without split folders names decide what is for testing") {
  const test::TemporaryFolder folder;
  const auto write = [&](const std::string& name, std::uint8_t value) {
    write_bytes(folder.path() / (value % 2 == 0 ? "a" : "b") / name, flat_png(value));
  };
  for (std::uint8_t i = 0; i < 60; ++i) write(text(int{i}, ".png"), i);
  const auto part = [&](Part which) {
    const std::vector<int> found = values(read_image_folder(folder.path(), which, kSide));
    return std::set<int>(found.begin(), found.end());
  };
  const std::set<int> train = part(Part::train);
  const std::set<int> test = part(Part::test);
  CHECK(train.size() + test.size() == 60);
  CHECK(test.size() >= 5);
  std::set<int> both = train;
  both.insert(test.begin(), test.end());
  CHECK(both.size() == 60);
  for (std::uint8_t i = 60; i < 90; ++i) write(text(int{i}, ".png"), i);  // more images come
  std::filesystem::remove(folder.path() / "a" / text(*train.begin(), ".png"));
  for (const int value : part(Part::test)) CHECK((value >= 60 || test.contains(value)));
  for (const int value : test) CHECK(part(Part::test).contains(value));
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
    const Dataset train = read_image_folder(folder.path(), Part::train, 16);
    CHECK(train.height() == 16);
    pixels.emplace_back(train.image(39).begin(), train.image(39).end());
  }
  set_threads(before);
  CHECK(pixels[0] == pixels[1]);
  CHECK(pixels[0].front() > 150);  // the middle square is half red
}

TEST_CASE("image folder: damaged files are counted and the first ten named") {
  const test::TemporaryFolder folder;
  for (int i = 10; i < 90; ++i) {
    const bool damaged = i % 6 == 0;
    write_bytes(folder.path() / "train" / "a" / text(i, ".png"),
                damaged ? Bytes{1, 2, 3} : flat_png(1));
  }
  const std::string message = refusal(folder, Part::train);
  CHECK(contains(message, "[folder] 13 of the 80 images of " + folder.path().string() +
                              " cannot be read; mend or remove them:\n  [image] cannot read " +
                              folder.file("train/a/12.png") +
                              ": it is neither a PNG nor a JPEG image\n"));
  CHECK(contains(message, folder.file("train/a/66.png")));
  CHECK_FALSE(contains(message, folder.file("train/a/72.png")));
  CHECK(message.ends_with("\n  and 3 more"));
}

TEST_CASE("image folder: damaged files of both parts are told at once") {
  const test::TemporaryFolder folder;
  for (const char* part : {"train", "val"}) {
    write_bytes(folder.path() / part / "a" / "1.png", flat_png(1));
    write_bytes(folder.path() / part / "a" / "2.png", {1, 2, 3});
  }
  for (const Part part : {Part::train, Part::test}) {
    const std::string message = refusal(folder, part);
    CHECK(contains(message, "2 of the 4 images"));
    CHECK(contains(message, folder.file("train/a/2.png")));
    CHECK(contains(message, folder.file("val/a/2.png")));
  }
}

TEST_CASE("image folder: a folder without an image of its own is no class and is told") {
  const test::TemporaryFolder folder;
  const std::filesystem::path train = folder.path() / "train";
  for (const char* part : {"train", "val"}) {
    for (const char* name : {"cat", "dog"}) {
      write_bytes(folder.path() / part / name / "1.png", flat_png(1));
    }
  }
  CHECK(read_image_folder(folder.path(), Part::train, kSide).notes().empty());
  std::filesystem::create_directories(train / "aaa");
  write_bytes(train / "__MACOSX" / "cat" / "._1.png", {0, 5, 22, 7});
  write_bytes(train / "bird" / "a.webp", {1});
  write_bytes(train / ".hidden" / "1.png", flat_png(1));
  write_bytes(train / ".DS_Store", {1});
  for (const Part part : {Part::train, Part::test}) {
    const Dataset dataset = read_image_folder(folder.path(), part, kSide);
    CHECK(dataset.class_names() == std::vector<std::string>{"cat", "dog"});
    REQUIRE(dataset.notes().size() == 1);
    CHECK(dataset.notes()[0] == train.string() +
                                    ": 3 folders without a PNG or JPEG image, no class: "
                                    "__MACOSX (cat), aaa (empty), bird (a.webp)");
  }
}

TEST_CASE("image folder: what the test part does not have of the training part's classes is told") {
  const test::TemporaryFolder folder;
  for (const char* name : {"ant", "cat", "dog"}) {
    write_bytes(folder.path() / "train" / name / "1.png", flat_png(1));
  }
  write_bytes(folder.path() / "val" / "cat" / "1.png", flat_png(1));
  std::filesystem::create_directories(folder.path() / "val" / "dog");
  const Dataset test = read_image_folder(folder.path(), Part::test, kSide);
  CHECK(test.label(0) == 1);
  const std::string val = folder.file("val");
  CHECK(test.notes() == std::vector<std::string>{
                            val + ": 1 folder without a PNG or JPEG image, no class: dog (empty)",
                            val + " has no image of 2 of the 3 classes: ant, dog"});
}

TEST_CASE("image folder: a name that a folder of images has is no image") {
  const test::TemporaryFolder folder;
  write_bytes(folder.path() / "train" / "a.png" / "1.png", flat_png(1));
  write_bytes(folder.path() / "train" / "b" / "1.png", flat_png(1));
  write_bytes(folder.path() / "train" / "b" / "folder.png" / "2.png", flat_png(1));
  std::filesystem::create_symlink("nowhere.png", folder.path() / "train" / "link");
  const Dataset train = read_image_folder(folder.path(), Part::train, kSide);
  CHECK(train.class_names() == std::vector<std::string>{"a.png", "b"});
  CHECK(train.size() == 2);
}

TEST_CASE("image folder: what is missing is named") {
  const test::TemporaryFolder folder;
  CHECK(contains(refusal(folder, Part::train), "holds a PNG or JPEG image; expected\nPATH/train"));
  std::filesystem::create_directories(folder.path() / "train" / "a");
  CHECK(contains(refusal(folder, Part::train), "no folder in " + folder.file("train") + " holds"));
  write_bytes(folder.path() / "train" / "a" / "1.png", flat_png(1));
  CHECK(contains(refusal(folder, Part::test), "has train/ but neither val/ nor test/"));
  write_bytes(folder.path() / "test" / "b" / "1.png", flat_png(1));
  CHECK(contains(refusal(folder, Part::test), "is a class that the training part does not have"));
}

TEST_CASE("image folder: a class that would have no training or test image is told") {
  std::string for_test, for_training;
  for (int i = 0; for_test.empty() || for_training.empty(); ++i) {
    const std::string name = text(i, ".png");
    (is_test_image("few", name) ? for_test : for_training) = name;
  }
  const test::TemporaryFolder folder;
  for (int i = 0; i < 60; ++i) {
    write_bytes(folder.path() / "many" / text(i, ".png"), flat_png(1));
  }
  write_bytes(folder.path() / "few" / for_test, flat_png(1));
  CHECK(contains(refusal(folder, Part::train), "few leaves nothing to train on"));
  std::filesystem::rename(folder.path() / "few" / for_test, folder.path() / "few" / for_training);
  const Dataset train = read_image_folder(folder.path(), Part::train, kSide);
  CHECK(train.notes() == std::vector<std::string>{"no image of class few is for testing: it has "
                                                  "only 1"});
  std::filesystem::remove_all(folder.path() / "many");
  CHECK(contains(refusal(folder, Part::test), "has too few images: none is for testing"));
}

TEST_CASE("image folder: the rule that decides on testing stays what it is") {
  std::string sides;
  for (int i = 0; i < 20; ++i) sides += is_test_image("cat", text(i, ".png")) ? 't' : '.';
  CHECK(sides == "............t.tttt..");
  int tests = 0;
  for (int i = 0; i < 20000; ++i) tests += is_test_image("dog", text(i, ".JPEG")) ? 1 : 0;
  CHECK(tests > 3800);  // a fifth, within 3.5 standard deviations
  CHECK(tests < 4200);
}

TEST_CASE("image folder: a side that makes no sense is refused") {
  const test::TemporaryFolder folder;
  for (const std::int64_t side : {-1, 0, 7, 1025}) {
    CHECK(test::usage_error_text([&] { read_image_folder(folder.path(), Part::train, side); }) ==
          text("[folder] the image side must be from 8 to 1024 pixels, got ", side));
  }
}
