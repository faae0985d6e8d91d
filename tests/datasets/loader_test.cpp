#include <actlab/datasets/loader.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include <actlab/datasets/images/image_loader.h>
#include <actlab/datasets/images/shapes.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::datasets;

namespace {

// 4 x 4 images, all pixels of image i equal to i, label i mod 3.
Dataset numbered(std::int64_t count) {
  LabelledImages images{4, 4, {}, {}, {"a", "b", "c"}, {}};
  for (std::int64_t i = 0; i < count; ++i) {
    images.pixels.insert(images.pixels.end(), 48, static_cast<std::uint8_t>(i));
    images.labels.push_back(i % 3);
  }
  return Dataset("numbered", std::move(images));
}

ImageLoaderOptions options(std::int64_t batch_size, bool shuffle, bool augment = false) {
  ImageLoaderOptions result;
  result.batch_size = batch_size;
  result.shuffle = shuffle;
  result.augment = augment;
  result.seed = 11;
  return result;
}

// The numbers of the images in a batch of numbered(), without augmentation.
std::vector<int> images_of(const ImageBatch& batch) {
  std::vector<int> images;
  for (std::int64_t i = 0; i < batch.images.size(0); ++i) {
    images.push_back(static_cast<int>(std::lround(batch.images.data()[48 * i] * 255.0f)));
  }
  return images;
}

std::vector<int> epoch_of(ImageLoader& loader) {
  std::vector<int> images;
  for (std::int64_t i = 0; i < loader.batches_per_epoch(); ++i) {
    for (const int image : images_of(loader.next())) images.push_back(image);
  }
  return images;
}

std::vector<int> counting(int count) {
  std::vector<int> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

bool same(const ImageBatch& a, const ImageBatch& b) {
  return a.images.shape() == b.images.shape() &&
         std::ranges::equal(a.labels.values(), b.labels.values()) &&
         std::ranges::equal(a.images.values(), b.images.values());
}

}  // namespace

TEST_CASE("loader: without shuffling every epoch is in file order with a short last batch") {
  ImageLoader loader(numbered(10), options(4, false));
  CHECK(loader.batches_per_epoch() == 3);
  for (int epoch = 0; epoch < 2; ++epoch) {
    const ImageBatch first = loader.next();
    CHECK(first.images.shape() == Shape{4, 4, 4, 3});
    CHECK(images_of(first) == std::vector{0, 1, 2, 3});
    CHECK(std::ranges::equal(first.labels.values(), std::vector{0, 1, 2, 0}));
    CHECK(images_of(loader.next()) == std::vector{4, 5, 6, 7});
    CHECK(images_of(loader.next()) == std::vector{8, 9});
  }
  CHECK(loader.position() == Position{2, 0});
}

TEST_CASE("loader: the last short batch is left out when asked") {
  ImageLoaderOptions dropping = options(4, false);
  dropping.drop_last = true;
  ImageLoader loader(numbered(10), dropping);
  CHECK(loader.batches_per_epoch() == 2);
  CHECK(epoch_of(loader) == counting(8));
  CHECK(epoch_of(loader) == counting(8));
}

TEST_CASE("loader: shuffled epochs are permutations that differ by epoch and seed") {
  ImageLoader loader(numbered(50), options(8, true));
  const std::vector<int> first = epoch_of(loader);
  const std::vector<int> second = epoch_of(loader);
  CHECK(first != counting(50));
  CHECK(first != second);
  CHECK(std::is_permutation(first.begin(), first.end(), second.begin(), second.end()));
  ImageLoaderOptions other = options(8, true);
  other.seed = 12;
  ImageLoader reseeded(numbered(50), other);
  CHECK(epoch_of(reseeded) != first);
}

TEST_CASE("loader: batches do not depend on threads or on how far ahead they are made") {
  const Dataset data = shapes(0, 0, 100);
  const int before = threads();
  std::vector<std::vector<ImageBatch>> runs;
  for (const int count : {1, 4}) {
    for (const std::int64_t prefetch : {0, 1, 5}) {
      set_threads(count);
      ImageLoaderOptions how = options(16, true, true);
      how.prefetch = prefetch;
      ImageLoader loader(data, how);
      std::vector<ImageBatch>& batches = runs.emplace_back();
      for (int i = 0; i < 20; ++i) batches.push_back(loader.next());
    }
  }
  set_threads(before);
  for (const auto& run : runs) {
    for (std::size_t i = 0; i < run.size(); ++i) CHECK(same(run[i], runs[0][i]));
  }
}

TEST_CASE("loader: a position sought again gives the same batches") {
  const Dataset data = shapes(0, 0, 50);
  ImageLoader loader(data, options(16, true, true));
  std::vector<ImageBatch> batches;
  for (int i = 0; i < 10; ++i) batches.push_back(loader.next());
  for (std::size_t i = 0; i < 9; ++i) {
    const auto at = static_cast<std::int64_t>(i);
    ImageLoader fresh(data, options(16, true, true));
    fresh.seek({at / 4, at % 4});
    CHECK(same(fresh.next(), batches[i]));
    CHECK(same(fresh.next(), batches[i + 1]));
  }
  loader.seek({0, 1});  // back, over what was made ahead
  CHECK(same(loader.next(), batches[1]));
  CHECK(loader.position() == Position{0, 2});
}

TEST_CASE("loader: a position that cannot be is refused") {
  ImageLoader loader(numbered(10), options(4, false));
  const std::vector<Position> bad{{-1, 0}, {0, -1}, {0, 3}, {std::int64_t{1} << 31, 0}};
  for (const Position position : bad) {
    CHECK(test::error_text([&] { loader.seek(position); }) ==
          text("[loader] no batch ", position.batch, " in epoch ", position.epoch,
               "; an epoch has 3 batches"));
  }
  CHECK(images_of(loader.next()) == std::vector{0, 1, 2, 3});
}

TEST_CASE("loader: a batch larger than the data is refused") {
  CHECK(
      test::usage_error_text([] { ImageLoader(numbered(10), options(11, false)); }) ==
      "[loader] a batch of 11 is more than the 10 images of numbered; use a smaller --batch-size");
  CHECK(test::usage_error_text([] { ImageLoader(numbered(10), options(0, false)); }) ==
        "[loader] the batch size must be at least 1, got 0");
  ImageLoader whole(numbered(10), options(10, false));
  CHECK(whole.batches_per_epoch() == 1);
}

TEST_CASE("made ahead: made once whoever comes first") {
  int made = 0;
  MadeAhead<int> by_background([&] { return ++made; });
  BackgroundTasks background;
  background.run([&] { by_background.make(); });
  background.wait();
  CHECK(made == 1);
  CHECK(by_background.get() == 1);
  MadeAhead<int> by_caller([&] { return ++made; });
  CHECK(by_caller.get() == 2);
  by_caller.make();
  CHECK(made == 2);
  MadeAhead<int> abandoned([&] { return ++made; });
  abandoned.abandon();
  abandoned.make();
  CHECK(made == 2);
}

TEST_CASE("made ahead: an exception in the background reaches the caller") {
  MadeAhead<int> failing([]() -> int { throw Error("the disk is on fire"); });
  BackgroundTasks background;
  background.run([&] { failing.make(); });
  background.wait();
  CHECK(test::error_text([&] { failing.get(); }) == "the disk is on fire");
}

TEST_CASE("loader: may be left while batches are being made") {
  const Dataset data = shapes(0, 0, 256);
  for (int i = 0; i < 50; ++i) {
    ImageLoaderOptions how = options(64, true, true);
    how.prefetch = 4;
    ImageLoader loader(data, how);
    if (i % 2 == 0) CHECK(loader.next().labels.elements() == 64);
  }
}
