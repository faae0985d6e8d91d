// ./run plot: curves of runs, bands of seeds, and what is no run.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/examples/program_run.h"

namespace fs = std::filesystem;
using namespace actlab::test;

namespace {

std::string quoted(const std::string& text) { return "'" + text + "'"; }

// A run of `epochs` epochs of three, whose accuracy depends on the seed.
void make_run(const std::string& folder, const std::string& activation, int seed, int epochs,
              const std::string& more = "") {
  fs::create_directories(folder);
  std::ofstream metrics(folder + "/metrics.jsonl");
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    metrics << "{\"step\": " << 10 * epoch << ", \"loss\": " << 2.0 / epoch << "}\n"
            << "{\"epoch\": " << epoch << ", \"test_accuracy\": 0." << epoch + seed
            << ", \"train_loss\": " << 1.0 / epoch << "}\n";
  }
  std::ofstream(folder + "/config.json") << R"({"actlab": "0.2.0", "config": {"activation": ")"
                                         << activation << R"(", "seed": )" << seed << more << "}}";
  if (epochs == 3) std::ofstream(folder + "/result.json") << R"({"steps": 30})";
}

}  // namespace

TEST_CASE("plot: curves of runs are named by their activations and unfinished ones are marked") {
  const Folder folder;
  make_run(folder / "a", "x * tanh(x)", 1, 3);
  make_run(folder / "b", "relu", 1, 2);
  const std::string target = " --output " + folder / "curves.svg";
  CHECK(run("plot " + folder / "a" + " " + folder / "b" + target).code == 0);
  const std::string svg = read(folder / "curves.svg");
  for (const char* part : {"x * tanh(x)", ">relu<", ">epoch<", ">test accuracy<", ">3<",
                           "Ring: a run that has not ended."}) {
    CHECK_MESSAGE(svg.find(part) != std::string::npos, part);
  }
  CHECK(svg.find(">1.5<") == std::string::npos);
  const Run missing = run("plot " + folder / "a" + " --y accuracy" + target);
  CHECK(missing.code == 2);
  CHECK(contains(missing, "has no 'accuracy'; it has: loss, test_accuracy, train_loss"));
}

TEST_CASE("plot: seeds of one setting are a band and several columns are panels") {
  const Folder folder;
  for (int seed : {1, 2, 3}) make_run(folder / ("r" + std::to_string(seed)), "relu", seed, 3);
  make_run(folder / "s", "relu", 1, 3, R"(, "lr": 0.5)");
  const std::string runs = folder / "r1 " + folder / "r2 " + folder / "r3 " + folder / "s";
  const std::string target = " --output " + folder / "c.svg";
  REQUIRE(run("plot " + runs + " --y test_accuracy,train_loss --percent" + target).code == 0);
  const std::string svg = read(folder / "c.svg");
  for (const char* part : {">relu (3 seeds)<", ">relu, lr 0.5<", ">test accuracy, %<",
                           ">train loss<", "Line: mean of the seeds"}) {
    CHECK_MESSAGE(svg.find(part) != std::string::npos, part);
  }
  REQUIRE(run("plot " + runs + " --each-run" + target).code == 0);
  CHECK(read(folder / "c.svg").find("seeds") == std::string::npos);
  CHECK(run("plot " + runs + " --labels one two" + target).code == 0);
  const Run wrong = run("plot " + runs + " --labels one two three" + target);
  CHECK(wrong.code == 2);
  CHECK(contains(wrong, "got 3 for 4 runs in 2 lines"));
}

TEST_CASE("plot: lines are told apart by what decides, and some of them can be chosen") {
  const Folder folder;
  std::string runs;
  for (const char* more : {R"(, "model": "a", "width": 1, "clip": 2, "lr": 0.5)",
                           R"(, "model": "a", "width": 1, "clip": 2, "lr": 0.1)",
                           R"(, "model": "b", "width": 3, "clip": 4, "lr": 0.1)"}) {
    const std::string name = "r" + std::to_string(runs.size());
    make_run(folder / name, "relu", 1, 3, more);
    runs += " " + folder / name;
  }
  const std::string target = " --output " + folder / "c.svg";
  REQUIRE(run("plot" + runs + target).code == 0);
  const std::string svg = read(folder / "c.svg");
  for (const char* part :
       {">relu, lr 0.5, model a<", ">relu, lr 0.1, model a<", ">relu, lr 0.1, model b<"}) {
    CHECK_MESSAGE(svg.find(part) != std::string::npos, part);
  }
  CHECK(svg.find(", clip 2") == std::string::npos);
  REQUIRE(run("plot" + runs + " --only model=a,lr=0.1" + target).code == 0);
  CHECK(read(folder / "c.svg").find("model b") == std::string::npos);
  const Run none = run("plot" + runs + " --only model=c" + target);
  CHECK(none.code == 2);
  CHECK(contains(none, "no run has it; model is a, b"));
  CHECK(contains(run("plot" + runs + " --only model" + target), "needs NAME=VALUE"));
}

TEST_CASE("plot: a band ends with its shortest run and says so") {
  const Folder folder;
  make_run(folder / "a", "relu", 1, 3);
  make_run(folder / "b", "relu", 2, 2);
  const Run result = run("plot " + folder / "a " + folder / "b --output " + folder / "c.svg");
  CHECK(result.code == 0);
  CHECK(contains(result, "note: the runs of 'relu (2 seeds)' are not of one length: their band "));
}

TEST_CASE("plot: an unfinished run may lack a column and units are not mixed") {
  const Folder folder;
  make_run(folder / "a", "relu", 1, 3);
  make_run(folder / "b", "swish", 1, 3);
  fs::remove(folder / "b/result.json");
  std::ofstream(folder / "b/metrics.jsonl") << "{\"step\": 10, \"loss\": 2}\n";
  const std::string both = "plot " + folder / "a " + folder / "b --output " + folder / "c.svg";
  const Run result = run(both + " --y test_accuracy,loss");
  CHECK(result.code == 0);
  CHECK(contains(result, "note: " + folder / "b" + " has no 'test_accuracy' yet\n"));
  std::ofstream(folder / "b/metrics.jsonl") << "{\"step\": 10, \"train_loss\": 2}\n";
  const Run mixed = run(both + " --y train_loss");
  CHECK(mixed.code == 2);
  CHECK(contains(mixed, "'train_loss' is written by epoch in "));
}

TEST_CASE("plot: what is no run is refused with what it is") {
  const Folder folder;
  CHECK(run("plot").code == 2);
  const Run missing = run("plot " + folder / "nothing");
  CHECK(missing.code == 2);
  CHECK(contains(missing, "[run] there is no " + folder / "nothing"));
  make_run(folder / "a", "relu", 1, 3);
  const Run outer = run("plot " + folder.path.string());
  CHECK(outer.code == 2);
  CHECK(contains(outer, " is no run, but holds some: " + folder / "a"));
  const Run store = run("plot " + quoted(folder / "s.db"));
  CHECK(store.code == 2);
  CHECK(contains(store, "is a store of studies: draw one of them with --study NAME --store "));
  std::ofstream(folder / "a/metrics.jsonl") << "{\"epoch\": 1, \"test_accuracy\": 0.4}\n{broken\n";
  const Run corrupt = run("plot " + folder / "a" + " --output " + folder / "whole-part.svg");
  CHECK(corrupt.code == 0);
  CHECK(contains(corrupt, "metrics.jsonl line 2"));
  CHECK(contains(corrupt, "; what stands from there on is left out"));
}
