// Folders of images as a person trains on them.
#include <doctest/doctest.h>

#include <string>

#include <actlab/core/base/error.h>
#include "tests/examples/program_run.h"
#include "tests/support/png_writer.h"

using namespace actlab;
using namespace actlab::test;

namespace {

void write_images(const std::filesystem::path& folder) {
  for (std::uint8_t i = 0; i < 40; ++i) {
    const Bytes pixels(8 * 8 * 3, i);
    const std::string name = text(int{i}, ".png");
    write_bytes(folder / (i % 2 == 0 ? "cat" : "dog") / name, png_bytes(8, 8, 3, pixels));
  }
}

}  // namespace

TEST_CASE("train and evaluate: the test part of a folder does not follow the seed") {
  const Folder folder;
  write_images(folder / "images");
  std::filesystem::create_directories(folder / "images/__MACOSX");
  const std::string data =
      " --model resnet8 --image-side 8 --data folder:" + folder / "images" + " --seed ";
  const Run trained = run("train --quiet --augment off --batch-size 16 --max-steps 2" + data +
                          "3 --output " + folder / "run");
  CHECK(trained.code == 0);
  const std::string note = "1 folder without a PNG or JPEG image, no class: __MACOSX (empty)";
  const std::size_t at = trained.output.find(note);
  CHECK(at != std::string::npos);
  CHECK(trained.output.find(note, at + 1) == std::string::npos);  // once
  std::string lines[2];
  for (const int seed : {0, 1}) {
    const Run result =
        run(text("evaluate --weights ", folder / "run/last.safetensors", data, seed));
    CHECK(result.code == 0);
    lines[seed] = result.output.substr(result.output.find('{'));
  }
  CHECK(lines[0] == lines[1]);
}

TEST_CASE("train: images that cannot be read are counted and named") {
  const Folder folder;
  write_images(folder / "images");
  write_bytes(folder / "images/cat/a.png", {1, 2, 3});
  write_bytes(folder / "images/dog/b.jpg", {1, 2, 3});
  const Run result = run("train --quiet --max-steps 1 --data folder:" + folder / "images" +
                         " --output " + folder / "run");
  CHECK(result.code == 1);
  CHECK(contains(result, "cannot be read; mend or remove them:\n"));
}
