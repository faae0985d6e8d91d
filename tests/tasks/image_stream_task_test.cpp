// The task "images" on a folder that is read batch by batch.
#include <doctest/doctest.h>

#include <cmath>

#include <actlab/tasks/image_classification.h>
#include <actlab/training/config_text.h>
#include "tests/support/error_text.h"
#include "tests/support/png_writer.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::tasks;
using test::Bytes;
using test::error_of;
using training::Part;

namespace {

// Twelve images of two classes to learn from and four to judge by; one file of each is no image.
struct Folder {
  Folder() {
    for (const char* part : {"train", "val"}) {
      for (int i = 0; i < (part == std::string("val") ? 4 : 12); ++i) {
        Bytes pixels(20 * 20 * 3, static_cast<std::uint8_t>(i % 2 == 0 ? 10 : 240));
        pixels[static_cast<std::size_t>(i)] = 99;
        test::write_bytes(folder.path() / part / (i % 2 == 0 ? "dark" : "light") / text(i, ".png"),
                          i == 3 ? Bytes{1, 2} : test::png_bytes(20, 20, 3, pixels));
      }
    }
  }
  ImageClassificationConfig config(bool skip) const {
    ImageClassificationConfig config;
    config.data = "stream:" + folder.path().string();
    config.model = "resnet8";
    config.image_side = 16;
    config.batch_size = 4;
    config.skip_bad_images = skip;
    return config;
  }
  test::TemporaryFolder folder;
};

}  // namespace

TEST_CASE("streamed images: images that cannot be read are left out and counted") {
  const Folder folder;
  ImageClassification task(folder.config(true));
  CHECK(task.data_bytes() == 0);
  std::int64_t items = 0;
  for (std::int64_t i = 0; i < task.steps_per_epoch(); ++i) {
    task.next();
    const training::Outcome outcome = task.forward();
    CHECK(std::isfinite(outcome.loss.item()));
    items += outcome.items;
  }
  CHECK(items == 11);
  CHECK(task.size(Part::test) == 4);
  CHECK(task.forward_slice(Part::test, 0).items == 3);
  CHECK(task.counts() == training::Measures{{"skipped_images", 2.0}});
}

TEST_CASE("streamed images: without that they end the run with their name") {
  const Folder folder;
  ImageClassification task(folder.config(false));
  CHECK(task.counts().empty());
  CHECK(error_of([&] {
          for (int i = 0; i < 3; ++i) task.next();
        }).starts_with("[image] cannot read " + folder.folder.file("train/light/3.png")));
}

TEST_CASE("streamed images: their settings have no effect on other data") {
  ImageClassificationConfig config;
  const auto idle = [&](const std::string& name) {
    for (const Setting& setting : static_cast<training::Config&>(config).settings()) {
      if (setting.name == name) return setting.idle;
    }
    return std::string("unknown");
  };
  CHECK(idle("colours") == "--colours belongs to --data stream:PATH");
  CHECK(idle("skip-bad-images") == "--skip-bad-images belongs to --data stream:PATH");
  config.data = "stream:photos";
  CHECK(idle("colours").empty());
  CHECK(config.run_name() == "photos-resnet20-swish");
  config.colours = "bright";
  CHECK(error_of([&] { training::check(config); }).find("colours") != std::string::npos);
}
