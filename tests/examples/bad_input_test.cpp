// What a person may give to train by mistake, and the sentence that comes of it.
#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include <actlab/core/base/error.h>
#include "tests/examples/program_run.h"

namespace fs = std::filesystem;
using namespace actlab;
using namespace actlab::test;

namespace {

// Of `count` rows, half of each class.
std::string points(int count) {
  std::string rows = "x,y,kind\n";
  for (int i = 0; i < count; ++i) rows += text(i, ",", -i, ",", i % 2 == 0 ? "oak" : "elm", "\n");
  return rows;
}

// What is said; nothing was begun.
std::string refusal(const std::string& arguments, int code) {
  const Folder folder;
  const Run result = run_in_shell("cd " + folder.path.string() + " && " + ACTLAB_PROGRAMS +
                                  "/train --quiet --batch-size 2 --max-steps 1 " + arguments);
  CHECK(result.code == code);
  CHECK_FALSE(fs::exists(folder / "runs"));
  return result.output;
}

}  // namespace

TEST_CASE("train: a CSV file that cannot be learned from is refused by line and column") {
  const Folder folder;
  const auto of = [&](const std::string& content) {
    std::ofstream(folder / "a.csv") << content;
    return refusal("--task points --data csv:" + folder / "a.csv", 1);
  };
  const auto says = [&](const std::string& content, const std::string& sentence) {
    CHECK_MESSAGE(of(content).find(sentence) != std::string::npos, sentence);
  };
  says(points(20) + "many,1,oak\n", "a.csv line 22: x needs a finite number, got \"many\"");
  says(points(20) + "1,,oak\n", "a.csv line 22: no value for y; fill it in");
  says(points(20) + "1,nan,oak\n", "a.csv line 22: y needs a finite number, got \"nan\"");
  says(points(20) + "1e300,1,oak\n", "x needs a finite number up to 1e30, got \"1e300\"");
  says("x,y,kind\n" + std::string(20, '\n') + "1,2,oak\n", "has 1 rows; ten are the fewest");
  says(std::string(1'000'000, ','), "a.csv line 1 has more than 1000 columns");
  std::string one = "x,y,kind\n";
  for (int i = 0; i < 20; ++i) one += text(i, ",1,oak\n");
  says(one, "all labels are \"oak\"; there is nothing to tell apart");
  const std::string rare = of(one + "1,1,elm\n" + "2,2,ash\n" + "3,3,yew\n");
  CHECK(rare.find("are in the test part, a fifth drawn by the seed") != std::string::npos);
}

TEST_CASE("train: a regression without an answer is refused") {
  const auto of = [](const std::string& flags) { return refusal("--task regression " + flags, 2); };
  CHECK(of("--target 'log(x)'").find("log(x) is not defined at x = -") != std::string::npos);
  CHECK(of("--target '1/x'").find("1/x is infinite at x = 0; choose") != std::string::npos);
  CHECK(of("--target '1/(x-0.1234567)'").find("unbounded near x = 0.1234") != std::string::npos);
  CHECK(of("--target '1e30*x*x'").find("is beyond 1e30 at x = ") != std::string::npos);
  CHECK(of("--target 0.1").find("0.1 is 0.1 everywhere; there is nothing to learn") !=
        std::string::npos);
  CHECK(of("--target x --range=-1e-200,1e-200").find("there is nothing to learn") !=
        std::string::npos);
  CHECK(of("--target x --target-column zzz").find("--target-column belongs to --data csv:FILE") !=
        std::string::npos);
  CHECK(of("--data csv: --target-column y").find("needs the name of a file") != std::string::npos);
}

TEST_CASE("train: settings of generated data are refused beside a file") {
  const Folder folder;
  std::ofstream(folder / "a.csv") << points(20);
  const std::string data = " --data csv:" + folder / "a.csv";
  for (const std::string name : {"target", "range", "noise", "count"}) {
    const std::string value = name == "range" ? "5,6" : name == "target" ? "x" : "77";
    const std::string said =
        refusal("--task regression --target-column y --" + name + " " + value + data, 2);
    CHECK(said.find("--" + name + " belongs to a target that is a formula, not to --data csv:") !=
          std::string::npos);
  }
  for (const std::string name : {"noise", "count"}) {
    const std::string said = refusal("--task points --" + name + " 50" + data, 2);
    CHECK(said.find("--" + name + " belongs to generated points, not to --data csv:FILE") !=
          std::string::npos);
  }
  const Run whole = run("train --task points --print-config" + data);
  CHECK(whole.code == 0);
  CHECK_FALSE(contains(whole, "\"count\""));
  CHECK_FALSE(contains(whole, "\"noise\""));
}

TEST_CASE("train: ten rows and ten generated points are enough, and the batch is said") {
  const Folder folder;
  std::ofstream(folder / "a.csv") << points(10);
  const auto said = [&](const std::string& flags, const std::string& sentence) {
    const Run result =
        run("train --quiet --max-steps 2 " + flags + " --output " + folder / text(flags.size()));
    CHECK_MESSAGE(result.code == 0, result.output);
    CHECK_MESSAGE(contains(result, sentence), result.output);
  };
  said("--task points --data csv:" + folder / "a.csv", "note: a batch is all 8 points of csv:");
  said("--task points --count 10", "note: a batch is all 10 points of spirals: the usual batch");
  said("--task regression --count 10", "note: a batch is all 10 rows of ");
  CHECK(refusal("--task points --count 10 --batch-size 64", 2)
            .find("a batch of 64 is more than the 10 points") != std::string::npos);
}

TEST_CASE("train: settings of another task and empty ones are told") {
  const Folder folder;
  std::ofstream(folder / "a.json") << R"({"task": "points", "image_side": 32})";
  CHECK(
      refusal("--config " + folder / "a.json", 2).find("--image-side belongs to the task images") !=
      std::string::npos);
  std::ofstream(folder / "b.json") << R"({"task": "points", "model": "resnet8"})";
  CHECK(refusal("--config " + folder / "b.json", 2)
            .find("resnet8 takes images, and these examples are none") != std::string::npos);
  for (const char* flag : {"--resume", "--init", "--output", "--task", "--config", "--data"}) {
    const std::string said = refusal(text(flag, " ''"), 2);
    CHECK(said.find(text(flag, " is empty; give it a value, or leave it out")) !=
          std::string::npos);
  }
  CHECK(refusal("--max-step 5 --epoch 2", 2)
            .find("not expected: --max-step 5 --epoch 2; did you mean '--max-steps'?") !=
        std::string::npos);
  CHECK(refusal("--std 0 0 0", 2).find("--std must be from 0.001 to 1000, got 0") !=
        std::string::npos);
  CHECK(refusal("--init " + folder.path.string(), 2)
            .find("is a folder; name a file of weights in it") != std::string::npos);
}

TEST_CASE("train: a checkpoint of another task or activation is not resumed") {
  const Folder folder;
  const auto begin = [&](const std::string& flags, const std::string& name) {
    CHECK(run("train --quiet --max-steps 2 " + flags + " --output " + folder / name).code == 0);
  };
  begin("--task points", "points");
  begin("--task points --activation tanh", "tanh");
  begin("--task regression", "regression");
  const auto resumed = [&](const std::string& other) {
    fs::copy_file(folder / other + "/last.safetensors", folder / "points/last.safetensors",
                  fs::copy_options::overwrite_existing);
    return run("train --quiet --max-steps 4 --resume " + folder / "points");
  };
  const Run foreign = resumed("regression");
  CHECK(foreign.code == 1);
  CHECK(contains(foreign,
                 "is of the task regression, not of points, and was not written by this "
                 "run; resume the run that wrote it, in its own folder"));
  const Run tanh = resumed("tanh");
  CHECK(tanh.code == 1);
  CHECK(contains(tanh, "states activation tanh, but what is trained has swish"));
}

TEST_CASE("train: help tells what --data takes, of each task") {
  CHECK(contains(run("train --help"), "PATH/train/CLASS/*.{png,jpg,jpeg}"));
  CHECK(contains(run("train --help"), "With --resume the data must be as it was"));
  CHECK(contains(run("train --task points --help"), "csv:FILE: columns x, y and the class"));
  CHECK(contains(run("train --task regression --help"), "csv:FILE: columns of numbers"));
  CHECK(contains(run("evaluate --help"), "PATH/train/CLASS/*.{png,jpg,jpeg}"));
}

TEST_CASE("train: a number of images belongs to generated ones") {
  const std::string said = refusal("--data cifar10 --count 100", 2);
  CHECK(said.find("--count belongs to --data shapes") != std::string::npos);
  CHECK(refusal("--count 5", 2).find("count must be from 10 to 1000000") != std::string::npos);
}

TEST_CASE("playground: without its module the program says what builds it") {
  const Run result = run_in_shell(std::string(ACTLAB_PROGRAMS) +
                                  "/playground --module absent.gz --wasm absent.gz");
  CHECK(result.code == 2);
  CHECK(result.output.find("there is no absent.gz; ./run playground builds") != std::string::npos);
}
