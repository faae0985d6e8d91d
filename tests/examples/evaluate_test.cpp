// Weights as a person evaluates them: they say what they belong to.
#include <doctest/doctest.h>

#include <string>

#include <actlab/core/base/error.h>
#include <actlab/core/io/json.h>
#include <actlab/core/io/safetensors.h>
#include "tests/examples/program_run.h"
#include "tests/support/png_writer.h"

namespace fs = std::filesystem;
using namespace actlab;
using namespace actlab::test;

namespace {

// Two classes that differ in brightness.
void write_images(const fs::path& folder) {
  for (const char* part : {"train", "val"}) {
    for (std::uint8_t i = 0; i < 8; ++i) {
      const Bytes dark(8 * 8 * 3, i), light(8 * 8 * 3, static_cast<std::uint8_t>(240 + i));
      const std::string name = text(int{i}, ".png");
      write_bytes(folder / part / "cat" / name, png_bytes(8, 8, 3, dark));
      write_bytes(folder / part / "dog" / name, png_bytes(8, 8, 3, light));
    }
  }
}

// runs/a, of two steps on folder/images with relu.
void train(const Folder& folder) {
  write_images(folder / "images");
  const Run trained = run_in_shell(
      "cd " + folder.path.string() +
      " && " ACTLAB_PROGRAMS
      "/train --quiet --model resnet8 --activation relu --data folder:images --image-side 8 "
      "--augment off --batch-size 8 --max-steps 2 --keep all --output a");
  CHECK(trained.code == 0);
}

}  // namespace

TEST_CASE("evaluate: weights of a run need no flag, and take none that contradicts them") {
  const Folder folder;
  train(folder);
  for (const char* file : {"best", "last", "epochs/00000"}) {
    const Run scored = run("evaluate --weights " + folder / text("a/", file, ".safetensors"));
    CHECK(scored.code == 0);
    CHECK(contains(scored, "\"images\":16"));
    CHECK_FALSE(contains(scored, "does not say what it belongs to"));
  }
  const std::string best = "evaluate --weights " + folder / "a/best.safetensors";
  CHECK(run(best + " --model resnet8 --activation 'max(x, 0)'").code == 0);
  const Run swish = run(best + " --activation swish");
  CHECK(swish.code == 2);
  CHECK(contains(swish, "--activation is swish, but " + folder / "a/best.safetensors" +
                            " states relu; leave the flag out"));
  CHECK(run(best + " --image-side 16").code == 2);
  CHECK(contains(run(best + " --data shapes"), "has images of side 32, but"));
}

TEST_CASE("evaluate: a class folder that was renamed is refused") {
  const Folder folder;
  train(folder);
  for (const char* part : {"train", "val"}) {
    fs::rename(folder.path / "images" / part / "cat", folder.path / "images" / part / "zcat");
  }
  const Run scored = run("evaluate --weights " + folder / "a/best.safetensors");
  CHECK(scored.code == 2);
  CHECK(contains(scored, "has the classes [\"dog\",\"zcat\"]"));
  CHECK(contains(scored, "states [\"cat\",\"dog\"]; give the --data that"));
  const Run resumed = run("train --resume " + folder / "a --max-steps 4");
  CHECK(resumed.code == 1);
  CHECK(contains(resumed, "[resume] the data changed: test/cat is gone; "));
}

TEST_CASE("evaluate: weights alone are taken with flags, and files that contradict refused") {
  const Folder folder;
  train(folder);
  const Safetensors file = read_safetensors(folder / "a/best.safetensors");
  write_safetensors(folder / "bare.safetensors", file.tensors);
  const std::string flags =
      " --model resnet8 --activation relu --image-side 8 --data folder:" + folder / "images";
  const Run bare = run("evaluate --weights " + folder / "bare.safetensors" + flags);
  CHECK(bare.code == 0);
  CHECK(contains(bare,
                 "bare.safetensors does not say what it belongs to; taken for resnet8 with "
                 "relu"));
  Metadata other = file.metadata;
  other["activation"] = "gelu";
  write_safetensors(folder / "a/other.safetensors", file.tensors, other);
  const Run torn = run("evaluate --weights " + folder / "a/other.safetensors");
  CHECK(torn.code == 2);
  CHECK(contains(torn, "states activation gelu, but " + folder / "a/config.json" +
                           " states relu: they are not of one run"));
  std::ofstream(folder / "config.json") << R"({"architectures": ["ResNet"]})";  // another program's
  CHECK(run("evaluate --weights " + folder / "bare.safetensors" + flags).code == 0);
}

TEST_CASE("train: weights that state another activation are taken with a note") {
  const Folder folder;
  train(folder);
  const Run begun = run(
      "train --quiet --model resnet8 --batch-size 8 --max-steps 1 --image-side 8 "
      "--activation swish --data folder:" +
      folder / "images" + " --init " + folder / "a/best.safetensors" + " --output " + folder / "b");
  CHECK(begun.code == 0);
  CHECK(contains(begun, "note: the weights of --init state activation relu, this run has swish\n"));
  CHECK_FALSE(contains(begun, "state model"));
}

TEST_CASE("train: a run does not go on with other data") {
  const Folder folder;
  train(folder);
  CHECK(read(folder / "a/data.txt").find(" train/cat\n") != std::string::npos);
  const std::string resume = "train --quiet --resume " + folder / "a --max-steps ";
  CHECK(run(resume + "3").code == 0);  // from another folder than it began in
  fs::remove(folder.path / "images/train/cat/1.png");
  const Run changed = run(resume + "4");
  CHECK(changed.code == 1);
  CHECK(
      contains(changed, "[resume] the data changed: train/cat had 8 files and has 7; the run in "));
  CHECK(contains(changed, "or start a new run from its weights with --init "));
  std::ofstream(folder / "p.csv") << "x,y,c\n1,2,a\n2,3,b\n1,2,a\n2,3,b\n1,2,a\n2,3,b\n1,2,a\n"
                                     "2,3,b\n1,2,a\n2,3,b\n";
  CHECK(run("train --quiet --task points --batch-size 2 --max-steps 2 --data csv:" +
            folder / "p.csv" + " --output " + folder / "p")
            .code == 0);
  std::ofstream(folder / "p.csv", std::ios::app) << "4,5,a\n";
  const Run longer = run("train --quiet --max-steps 4 --resume " + folder / "p");
  CHECK(longer.code == 1);
  CHECK(contains(longer, "[resume] the data changed: "));
}

TEST_CASE("evaluate: weights of a run of points and of regression are judged by their task") {
  const Folder folder;
  const auto result_of = [&](const std::string& name, const std::string& flags) {
    CHECK(run("train --quiet --max-steps 40 --threads 1 " + flags + " --output " + folder / name)
              .code == 0);
    const Run judged = run("evaluate --threads 1 --weights " + folder / name + "/last.safetensors");
    CHECK_MESSAGE(judged.code == 0, judged.output);
    const Json last = Json::parse(judged.output.substr(judged.output.rfind("{\"")));
    const Json trained = Json::parse(read(folder / name + "/result.json"));
    CHECK(last["task"] == trained["task"]);
    const double value = last[trained["measure"].get<std::string>()].get<double>();
    CHECK(value == doctest::Approx(trained["value"].get<double>()));
  };
  result_of("points", "--task points --data moons --count 100 --batch-size 50");
  result_of("regression", "--task regression --count 100 --batch-size 50");
  const std::string best = "evaluate --weights " + folder / "points/best.safetensors";
  CHECK(contains(run(best + " --data cifar10"),
                 "--data belongs to weights of images; those of "
                 "points are judged on the test part"));
  fs::create_directory(folder.path / "alone");
  fs::copy_file(folder / "points/best.safetensors", folder / "alone/best.safetensors");
  CHECK(contains(run("evaluate --weights " + folder / "alone/best.safetensors"),
                 "is of the task points, and only the config.json of its run"));
  fs::copy_file(folder / "points/best.safetensors", folder / "regression/other.safetensors");
  CHECK(contains(run("evaluate --weights " + folder / "regression/other.safetensors"),
                 "config.json is of the task regression, not of points"));
}
