// ./run study grid: from the command to tables, picture, export and report.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include <actlab/core/io/json.h>
#include <actlab/studies/store/store.h>
#include "tests/examples/studies/search_folder.h"

using namespace actlab;
using namespace actlab::test;
using studies::TrialStore;

namespace {

std::string grid(const SearchFolder& folder, const std::string& flags) {
  return "study grid --data cifar10 --models resnet8 " + folder.child() + folder.common() + flags;
}

}  // namespace

TEST_CASE("study grid: formulas with commas are one and mistakes are refused") {
  const SearchFolder folder;
  const Run grid =
      run("study grid --activations 'relu,max(x, x^2),a * x + b where a = 1, b = 0.5' --models "
          "resnet8 --seeds 1 "
          "--steps 3 --data cifar10" +
          folder.child() + folder.common());
  REQUIRE_MESSAGE(grid.code == 0, grid.output);
  CHECK(contains(grid, "| `max(x, x^2)` "));
  CHECK(contains(grid, "| `a * x + b where a = 1, b = 0.5` "));
  CHECK(run("study grid --activations reluu --store " + folder.store()).code == 2);
  CHECK(run("study grid --models resnet9 --store " + folder.store()).code == 2);
}

TEST_CASE("study grid: ends with tables and a picture and the same again trains nothing") {
  const SearchFolder folder;
  const std::string command =
      grid(folder, "--activations 'relu, swish' --seeds 3 --steps 4 --output " + folder / "o");
  const Run first = run(command);
  REQUIRE_MESSAGE(first.code == 0, first.output);
  CHECK(contains(first, "part of cifar10 in per cent after 4 steps, median of 3 seeds"));
  CHECK(contains(first, "paired t-test over the seeds"));
  CHECK(contains(first, "the best"));
  CHECK(contains(first, "wrote " + folder / "o.svg"));
  CHECK(contains(Run{0, read(folder / "o.svg")}, "resnet8 on cifar10, 4 steps: loss in training"));
  CHECK(std::ranges::count(read(folder / "o.csv"), '\n') == 3);
  const std::string tables = read(folder / "o.md");
  CHECK(run(command).code == 0);
  CHECK(read(folder / "o.md") == tables);
  CHECK(TrialStore::open(folder.store()).trials(1).size() == 6);
  std::filesystem::remove(folder / "o.svg");
  REQUIRE(run(command + " --picture none").code == 0);
  CHECK(!std::filesystem::exists(folder / "o.svg"));
}

TEST_CASE("study grid: other settings under one name are tables of their own everywhere") {
  const SearchFolder folder;
  const std::string flags = "--activations relu --seeds 1 --output " + folder / "o" + " ";
  REQUIRE(run(grid(folder, flags + "--steps 3")).code == 0);
  REQUIRE(run(grid(folder, flags + "--steps 5")).code == 0);
  const Run mean = run(grid(folder, flags + "--steps 5 --mean 0.4 0.4 0.4 --std 0.3 0.3 0.3"));
  REQUIRE_MESSAGE(mean.code == 0, mean.output);
  const std::string tables = read(folder / "o.md");
  CHECK(tables.find("after 3 steps with mean not set, std not set") != std::string::npos);
  CHECK(tables.find("after 5 steps with mean 0.4 0.4 0.4, std 0.3 0.3 0.3") != std::string::npos);
  CHECK(tables.find("median of 2 seeds") == std::string::npos);
  CHECK(std::ranges::count(read(folder / "o.csv"), '\n') == 4);
  const std::string store = " --store " + folder.store();
  CHECK(contains(run("study top" + store), "mean 0.4 0.4 0.4, std 0.3 0.3 0.3"));
  CHECK(!contains(run("study top" + store), "null"));
  CHECK(contains(run("study show" + store), " steps, seed 0\n"));
  const Run table = run("study export --csv" + store);
  CHECK(std::ranges::count(table.output, '\n') == 4);
  CHECK(contains(table, ",0.4 0.4 0.4,"));
}

TEST_CASE("study export: a file's name says what is in it") {
  const SearchFolder folder;
  REQUIRE(run(grid(folder, "--activations relu --seeds 1 --steps 3 --picture none")).code == 0);
  const std::string to = "study export --store " + folder.store() + " --output " + folder / "x";
  CHECK(run(to + ".csv").code == 2);
  CHECK(contains(run(to + ".csv"), "add --csv for a table, or choose a name that ends with"));
  CHECK(run(to + ".jsonl --csv").code == 2);
  CHECK(!std::filesystem::exists(folder / "x.csv"));
  REQUIRE(run(to + ".csv --csv").code == 0);
  CHECK(read(folder / "x.csv").starts_with("study,kind,trial,data,model,activation,seed,"));
  REQUIRE(run(to + ".jsonl").code == 0);
  const std::string lines = read(folder / "x.jsonl");
  CHECK(lines.find("\\\"") == std::string::npos);  // no JSON inside a string
  const Json study = parse_json(lines.substr(0, lines.find('\n')), "x.jsonl");
  CHECK(study["configuration"]["models"] == Json({"resnet8"}));
}

TEST_CASE("study: a command that cannot be leaves no store") {
  const SearchFolder folder;
  const auto refused = [&](const std::string& command, const std::string& why) {
    const Run result = run(command + " --store " + folder / "new/s.db");
    CHECK_MESSAGE(result.code == 2, command, result.output);
    CHECK_MESSAGE(contains(result, why), result.output);
    CHECK(!std::filesystem::exists(folder / "new"));
  };
  const std::string newline = "'a\nb'", lengthy(5000, 'n');
  for (const std::string command : {"study grid", "search"}) {
    refused(command + " --name \"$(printf " + newline + ")\"", "no line end");
    refused(command + " --name " + lengthy, "may have 100 bytes");
    refused(command + " --lr -1", "--lr must");
  }
  refused("study grid --activations reluu", "did you mean 'relu'?");
  refused("study grid --activations 'sin(y)'", "sin(y)");
  refused("study grid --models resnet9", "resnet9");
  refused("study grid --seeds 0", "--seeds must be from 1 to 10000, got 0");
  refused("study grid --first-seed -1", "seeds must lie between 0 and 9007199254740991");
  refused("study grid --first-seed 9007199254740991", "seeds must lie between");
  refused("search --seed -1", "--seed must lie between 0 and 9007199254740991, got -1");
  refused("search --child-seed -1", "--child-seed must lie between");
  refused("search --searcher luck", "luck");
  refused("search --preset smok", "smok");
  refused("study list", "./run search or ./run study grid makes one");
}

TEST_CASE("study grid: without workers of its own it waits for others until it is stopped") {
  const SearchFolder folder;
  const Run grid = run_until("study grid --workers 0 --store " + folder.store(), "waiting 6");
  CHECK(contains(grid, "grid  waiting 6  running 0"));
  CHECK(contains(grid, "interrupted; the same command continues"));
  CHECK(grid.code == 130);  // its own: interrupted
}

TEST_CASE("study grid and search: a relative folder or file is found from anywhere") {
  const Folder folder;
  std::ofstream(folder / "a.csv") << "1,2,u\n2,1,v\n1,3,u\n3,1,v\n1,4,u\n4,1,v\n";
  const auto waiting = [&](const std::string& command) {
    const Run result = run_until(command + " --store " + folder / "s.db --workers 0", "waiting",
                                 "cd " + folder.path.string() + ";");
    CHECK_MESSAGE(contains(result, "interrupted"), result.output);
  };
  waiting("study grid --task points --name p --seeds 1 --activations relu --data csv:a.csv");
  waiting("study grid --task points --name p --seeds 1 --activations relu --data csv:" +
          folder / "a.csv");
  std::filesystem::create_directory(folder / "photos");
  waiting("study grid --name i --seeds 1 --activations relu --data folder:photos/");
  waiting("search --name s --data folder:photos");
  waiting("study grid --name d --seeds 1 --activations relu --data folder:among-data-sets");
  TrialStore store = TrialStore::open(folder / "s.db", studies::Missing::refuse);
  REQUIRE(store.trials(1).size() == 1);  // the same data under both names
  CHECK(contains(Run{0, store.trials(1)[0].configuration}, "\"csv:" + folder / "a.csv\""));
  for (const int study : {2, 3}) {
    CHECK(
        contains(Run{0, store.trials(study)[0].configuration}, "\"folder:" + folder / "photos\""));
  }
  CHECK(contains(Run{0, store.trials(4)[0].configuration}, "\"folder:among-data-sets\""));
}
