#include <actlab/datasets/images/image_stream.h>

#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/core/base/parallel.h>
#include <actlab/datasets/images/image_loader.h>
#include <actlab/datasets/images/open_dataset.h>
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

// Stripes of 12 x 16 pixels.
Bytes striped_png(int number) {
  Bytes pixels;
  for (int i = 0; i < 12 * 16 * 3; ++i) {
    pixels.push_back(static_cast<std::uint8_t>(i * (number + 3)));
  }
  return test::png_bytes(16, 12, 3, pixels);
}

// 20 images in two classes.
struct Folder {
  Folder() {
    for (int i = 0; i < 20; ++i) {
      write_bytes(folder.path() / "train" / (i % 2 == 0 ? "a" : "b") / text(10 + i, ".png"),
                  striped_png(i));
    }
  }
  Dataset open() const { return open_image_stream(folder.path(), Part::train, kSide); }
  test::TemporaryFolder folder;
};

ImageLoaderOptions options(Colours colours = Colours::all) {
  ImageLoaderOptions result{
      .batch_size = 6, .shuffle = true, .augment = true, .seed = 3, .normalisation = {}};
  result.stream.colours = colours;
  return result;
}

std::vector<float> next(ImageLoader& loader) {
  const Tensor images = loader.next().images;
  return {images.values().begin(), images.values().end()};
}

}  // namespace

TEST_CASE("image stream: opening reads no image and knows classes and labels") {
  const Folder folder;
  write_bytes(folder.folder.path() / "train" / "b" / "99.png", {1, 2, 3});
  const Dataset images = folder.open();
  CHECK(images.is_streamed());
  CHECK(images.size() == 21);
  CHECK(images.bytes() == 0);
  CHECK(images.class_names() == std::vector<std::string>{"a", "b"});
  CHECK(images.label(0) == 0);
  CHECK(images.label(20) == 1);
  CHECK(images.file(0) == folder.folder.file("train/a/10.png"));
  CHECK(images.subset({20}).file(0) == folder.folder.file("train/b/99.png"));
  CHECK(contains(error_text([&] { images.image(0); }), "read from files keep no pixels"));
}

TEST_CASE("image stream: batches have the same bits at any number of threads") {
  const Folder folder;
  const int before = threads();
  std::vector<std::vector<float>> batches;
  for (const int count : {1, 2, 7}) {
    set_threads(count);
    ImageLoader loader(folder.open(), options());
    next(loader);
    batches.push_back(next(loader));
  }
  set_threads(before);
  CHECK(batches[0] == batches[1]);
  CHECK(batches[0] == batches[2]);
  CHECK(batches[0].size() == 6 * kSide * kSide * 3);
}

TEST_CASE("image stream: a position found again gives the same batches and epochs differ") {
  const Folder folder;
  ImageLoader loader(folder.open(), options());
  for (int i = 0; i < 5; ++i) loader.next();  // one epoch of 4 batches, and one more
  const Position position = loader.position();
  const std::vector<float> expected = next(loader);
  ImageLoader resumed(folder.open(), options());
  resumed.seek(position);
  CHECK(next(resumed) == expected);
  resumed.seek({0, position.batch});
  CHECK(next(resumed) != expected);
}

TEST_CASE("image stream: evaluated images are the central part and mirrored ones are mirrored") {
  const test::TemporaryFolder folder;
  Bytes pixels;  // dark on the left, light on the right
  for (int i = 0; i < 16 * 16; ++i) {
    for (int c = 0; c < 3; ++c) pixels.push_back(static_cast<std::uint8_t>(i % 16 * 17));
  }
  write_bytes(folder.path() / "ramp.png", test::png_bytes(16, 16, 3, pixels));
  const PhotoReader reader(Normalisation{{0.5f, 0.5f, 0.5f}, {0.5f, 0.5f, 0.5f}});
  std::vector<float> shown(14 * 14 * 3), mirrored(14 * 14 * 3);
  reader.read(folder.file("ramp.png"), central_view, 14, shown.data());
  CHECK(shown[0] == doctest::Approx(17.0 / 255.0 * 2.0 - 1.0));
  CHECK(shown[13 * 3] == doctest::Approx(14.0 * 17.0 / 255.0 * 2.0 - 1.0));
  const auto turned = [](std::int64_t height, std::int64_t width) {
    PhotoView view = central_view(height, width);
    view.mirrored = true;
    return view;
  };
  reader.read(folder.file("ramp.png"), turned, 14, mirrored.data());
  CHECK(mirrored[0] == shown[13 * 3]);
  CHECK(mirrored[13 * 3] == shown[0]);
}

TEST_CASE("image stream: an image that cannot be read is named in the middle of an epoch") {
  const Folder folder;
  write_bytes(folder.folder.path() / "train" / "b" / "15.png", {1, 2, 3});
  ImageLoader loader(folder.open(), options());
  const std::string message = error_text([&] {
    for (int i = 0; i < 4; ++i) loader.next();
  });
  CHECK(message == "[image] cannot read " + folder.folder.file("train/b/15.png") +
                       ": it is neither a PNG nor a JPEG image; mend or remove it, or pass over " +
                       "such images with --skip-bad-images on");
}

TEST_CASE("image stream: images that cannot be read are passed over where that is asked for") {
  const Folder folder;
  write_bytes(folder.folder.path() / "train" / "b" / "15.png", {1, 2, 3});
  ImageLoaderOptions skipping = options();
  skipping.stream.skipped = std::make_shared<SkippedImages>();
  ImageLoader loader(folder.open(), skipping);
  std::int64_t read = 0;
  for (int i = 0; i < 8; ++i) {  // two epochs
    const ImageBatch batch = loader.next();
    CHECK(batch.images.size(0) == batch.labels.elements());
    read += batch.labels.elements();
  }
  CHECK(read == 38);
  CHECK(skipping.stream.skipped->files() ==
        std::vector<std::string>{folder.folder.file("train/b/15.png")});
}

TEST_CASE("image stream: a batch of which no image can be read is passed over") {
  const Folder folder;
  write_bytes(folder.folder.path() / "train" / "b" / "zz.png", {1, 2, 3});
  const Dataset images = folder.open();
  const std::int64_t bad = images.size() - 1;  // the last by name, alone in the last batch
  REQUIRE(images.file(bad).ends_with("zz.png"));
  ImageLoaderOptions one_by_one = options();
  one_by_one.batch_size = 1;
  one_by_one.stream.skipped = std::make_shared<SkippedImages>();
  const ImageBatches batches(images, {}, one_by_one.stream);
  CHECK(batches.make({bad}).labels.elements() == 0);
  ImageLoader loader(images, one_by_one);
  for (std::int64_t i = 0; i < 2 * images.size(); ++i) {  // an update always has images
    CHECK(loader.next().labels.elements() == 1);
  }
  CHECK(one_by_one.stream.skipped->files().size() == 1);
}

TEST_CASE("image stream: a folder of which no image can be read is refused") {
  const test::TemporaryFolder folder;
  for (const char* name : {"1.png", "2.png"}) write_bytes(folder.path() / "train/a" / name, {1});
  const Dataset images = open_image_stream(folder.path(), Part::train, kSide);
  const ImageBatches batches(images, {}, {.skipped = std::make_shared<SkippedImages>()});
  CHECK(error_text([&] {
          batches.make({0, 1});
        }).starts_with("[stream] none of the 2 images of stream:"));
}

TEST_CASE("image stream: it has a name of its own and the layouts of a folder") {
  const Folder folder;
  const Dataset images =
      open_dataset("stream:" + folder.folder.path().string(), Part::train, {.image_side = 16});
  CHECK(images.is_streamed());
  CHECK(images.height() == 16);
  CHECK(contains(error_text([&] { open_image_stream(folder.folder.path(), Part::train, 4); }),
                 "the image side must be from 8 to 1024 pixels, got 4"));
}

TEST_CASE("image stream: odd images have a view") {
  const test::TemporaryFolder folder;
  write_bytes(folder.path() / "train/a/grey.jpg", test::kGreyJpeg);
  write_bytes(folder.path() / "train/a/one.png", test::png_bytes(1, 1, 3, {9, 9, 9}));
  write_bytes(folder.path() / "train/a/wide.png",
              test::png_bytes(2000, 2, 3, Bytes(2000 * 2 * 3, 77)));
  const ImageBatches batches(open_image_stream(folder.path(), Part::train, kSide), {});
  for (const ImageBatch& batch :
       {batches.make({0, 1, 2}), batches.make_augmented({0, 1, 2}, 1, 2)}) {
    CHECK(batch.images.values()[kSide * kSide * 3] == doctest::Approx(9.0 / 255.0));
    CHECK(batch.images.values()[2 * kSide * kSide * 3] == doctest::Approx(77.0 / 255.0));
  }
}
