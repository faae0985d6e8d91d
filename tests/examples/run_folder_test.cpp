// The folder of a run as a person meets it: who writes it, and what it remembers.
#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include <actlab/core/base/parallel.h>
#include <actlab/core/io/json.h>
#include <actlab/training/run_lock.h>
#include "tests/examples/program_run.h"
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::test;

namespace {

const std::string kPoints = "train --task points --data moons --quiet ";

}  // namespace

TEST_CASE("train: points are learned, drawn and summed up") {
  const Folder folder;
  const std::string out = folder / "run";
  const Run result = run(kPoints + "--activation sine --max-steps 300 --output " + out);
  CHECK(result.code == 0);
  CHECK(contains(result, "drawn: boundary.svg\nresult: 300 steps, test accuracy "));
  CHECK(read(out + "/boundary.svg").find("<svg") != std::string::npos);
  const Json json = parse_json(read(out + "/result.json"), "result.json");
  CHECK(json["task"] == "points");
  CHECK(json["measure"] == "accuracy");
  CHECK(json["part"] == "test");
  CHECK(json["value"].get<double>() > 0.95);
  CHECK(json["steps"] == 300);
}

TEST_CASE("train: tasks and their flags are told apart") {
  const Folder folder;
  const Run unknown = run("train --task point");
  CHECK(unknown.code == 2);
  CHECK(contains(unknown, "--task: unknown value \"point\"; there are images, points, regression"));
  CHECK(contains(unknown, "did you mean 'points'?"));
  const Run foreign = run("train --target x");
  CHECK(foreign.code == 2);
  CHECK(contains(foreign, "--target belongs to the task regression: --task regression"));
  const Run of_model = run("train --depth 3");
  CHECK(of_model.code == 2);
  CHECK(contains(of_model, "--depth belongs to perceptron; the settings of resnetD: "));
  const Run of_others = run("train --task translation --depth 3");
  CHECK(of_others.code == 2);
  CHECK(contains(of_others, "--depth belongs to the tasks images, points and regression: --task "));
  const std::string out = folder / "run";
  CHECK(run(kPoints + "--max-steps 2 --output " + out).code == 0);
  const Run other = run("train --resume " + out + " --task regression");
  CHECK(other.code == 2);
  CHECK(contains(other, "is of the task points, not of regression"));
}

TEST_CASE("train: a resumed run keeps its history and says what changes") {
  const Folder folder;
  const std::string out = folder / "run";
  CHECK(run(kPoints + "--max-steps 5 --output " + out).code == 0);
  const Run again = run("train --quiet --resume " + out + " --max-steps 9 --lr 0.5");
  CHECK(contains(again, "changed: max-steps: 5 -> 9\nchanged: lr: 0.01 -> 0.5\n"));
  const Json json = parse_json(read(out + "/config.json"), "config.json");
  CHECK(json["command_line"].back() == out);
  REQUIRE(json["history"].size() == 1);
  CHECK(json["history"][0]["changed"][1] == "lr: 0.01 -> 0.5");
  CHECK(json["history"][0]["command_line"].back() == "0.5");
  CHECK(json["config"]["lr"] == 0.5);
  const Run backwards = run("train --quiet --resume " + out + " --max-steps 3");
  CHECK(backwards.code == 2);
  CHECK(contains(backwards, "has made 9 steps and cannot end at 3"));
  CHECK(parse_json(read(out + "/config.json"), "c")["history"].size() == 1);
}

TEST_CASE("train: a run goes on with its own defaults typed, and not with half a config.json") {
  const Folder folder;
  const std::string out = folder / "run";
  CHECK(run(kPoints + "--max-steps 2 --output " + out).code == 0);
  const Run same =
      run("train --quiet --max-steps 4 --depth 3 --width 32 --skip off --resume " + out);
  CHECK(same.code == 0);
  CHECK(contains(same, "changed: max-steps: 2 -> 4\n"));
  CHECK_FALSE(contains(same, "changed: depth"));
  const Run typed =
      run("train --quiet --activation 'x*sigmoid(beta*x)' --max-steps 6 --resume " + out);
  CHECK(typed.code == 0);
  const Run other = run("train --quiet --depth 4 --resume " + out);
  CHECK(other.code == 2);
  CHECK(contains(other, "is: \"3\" there, \"4\" here"));
  std::ofstream(out + "/config.json") << R"({"actlab": "0.2.0", "config": {}})";
  const Run half = run("train --quiet --resume " + out);
  CHECK(half.code == 2);
  CHECK(
      contains(half, "config.json lacks \"activation\", \"batch_size\", \"seed\": it is not as "));
}

TEST_CASE("train: more threads than cores are noted, and how pixels were scaled") {
  const Folder folder;
  const std::string out = folder / "run";
  const std::string threads = std::to_string(usable_processors() + 5);
  const Run result = run(
      "train --quiet --model resnet8 --batch-size 8 --max-steps 1 --evaluate off --mean 0.5 0.25 "
      "0.125 --threads " +
      threads + " --output " + out);
  CHECK(result.code == 0);
  CHECK(contains(result, "note: [parallel] " + threads + " threads share "));
  const Json json = parse_json(read(out + "/config.json"), "config.json");
  CHECK(json["effective"]["mean"] == "0.5 0.25 0.125");
  CHECK(json["effective"].contains("std"));
  const Run scored =
      run("evaluate --threads " + threads + " --weights " + out + "/last.safetensors");
  CHECK(contains(scored, "note: [parallel] " + threads + " threads share "));
}

TEST_CASE("train: one process at a time writes a folder, and runs do not hide in runs") {
  const Folder folder;
  const std::string out = folder / "run";
  CHECK(run(kPoints + "--max-steps 2 --output " + out).code == 0);
  {
    const training::RunLock lock(out);
    const Run second = run("train --quiet --resume " + out + " --max-steps 4");
    CHECK(second.code == 2);
    CHECK(contains(second, "process " + std::to_string(getpid()) + " is training in " + out));
  }
  CHECK(run("train --quiet --resume " + out + " --max-steps 4").code == 0);
  const Run above = run(kPoints + "--max-steps 2 --output " + folder.path.string());
  CHECK(above.code == 2);
  CHECK(contains(above, "holds runs, each in a folder of its own (run); name a new one in it"));
}
