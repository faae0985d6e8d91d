// What is kept of a grid, as a person makes it: rows whose commands train them again, costs and the
// page; and two grids at once.
#include <doctest/doctest.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <actlab/core/io/json.h>
#include <actlab/studies/store/store.h>
#include "tests/examples/studies/search_folder.h"

using namespace actlab;
using namespace actlab::test;
using studies::TrialStore;

namespace {

using Row = std::map<std::string, std::string>;

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += line[++i];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += line[i];
    }
  }
  return cells;
}

// By the names of the head.
std::vector<Row> rows_of(const std::string& csv) {
  std::istringstream lines(csv);
  std::vector<Row> rows;
  std::vector<std::string> head;
  for (std::string line; std::getline(lines, line);) {
    const std::vector<std::string> cells = cells_of(line);
    if (head.empty()) head = cells;
    REQUIRE(cells.size() == head.size());
    Row row;
    for (std::size_t i = 0; i < head.size(); ++i) row[head[i]] = cells[i];
    if (cells != head) rows.push_back(row);
  }
  return rows;
}

std::string swept_grid(const SearchFolder& folder) {
  return "study grid --data cifar10 --models resnet8 --validation 20 --batch-size 10 --evaluate on "
         "--lrs 0.02,0.05 --clip-norm 1 --seeds 2 --steps 9 --activations 'swish,max(x, 0.1 * x)'" +
         folder.common();
}

Json last_line(const std::string& path) {
  std::istringstream lines(read(path));
  std::string last;
  for (std::string line; std::getline(lines, line);) last = line;
  return parse_json(last, path);
}

}  // namespace

TEST_CASE("study export: the command of a row trains it again, to the last digit") {
  const SearchFolder folder;
  const Run grid = run(swept_grid(folder) + " --picture none");
  REQUIRE_MESSAGE(grid.code == 0, grid.output);
  const std::vector<Row> rows = rows_of(run("study export --csv --store " + folder.store()).output);
  REQUIRE(rows.size() == 6);  // two activations at two rates, and a second seed at the chosen one
  for (const Row& row : rows) {
    const std::string command = row.at("command"), output = folder / "run" + row.at("trial");
    REQUIRE(command.starts_with("./run train "));
    const Run again = run(command.substr(6) + " --quiet --data-dir " + folder.path.string() +
                          " --output " + output);
    REQUIRE_MESSAGE(again.code == 0, again.output);
    const Json result = parse_json(read(output + "/result.json"), "result");
    CHECK(result["part"] == "test");
    CHECK(result["value"].get<double>() == std::stod(row.at("test_accuracy")));
    const Json record = last_line(output + "/metrics.jsonl");
    CHECK(record["validation_accuracy"].get<double>() ==
          doctest::Approx(std::stod(row.at("accuracy"))).epsilon(1e-8));
    CHECK(record["validation_loss"].get<double>() ==
          doctest::Approx(std::stod(row.at("validation_loss"))).epsilon(1e-8));
  }
}

TEST_CASE("study cost and page: a folder with costs, commands and every row") {
  const SearchFolder folder;
  REQUIRE(run(swept_grid(folder) + " --picture none").code == 0);
  const std::string costs = folder / "page/costs.jsonl";
  const Run cost =
      run("study cost --preset smoke --activations 'relu, max(x, 0.1 * x)' --turns 3 "
          "--threads 1 --output " +
          costs);
  REQUIRE_MESSAGE(cost.code == 0, cost.output);
  CHECK(contains(cost, "inception-v4 on imagenet: not timed: "));
  CHECK(contains(cost, "resnet8 on shapes, max(x, 0.1 * x): "));
  const Run page = run("study page --store " + folder.store() + " --data-dir " +
                       folder.path.string() + " --output " + folder / "page");
  REQUIRE_MESSAGE(page.code == 0, page.output);
  const std::string text = read(folder / "page/README.md");
  CHECK(text.find("6 of 6 trainings are done.") != std::string::npos);
  CHECK(text.find("./run train --data cifar10 --model resnet8 ") != std::string::npos);
  CHECK(text.find("## Data") != std::string::npos);
  CHECK(rows_of(read(folder / "page/rows.csv")).size() == 6);
  CHECK(read(folder / "page/medians.svg").starts_with("<svg"));
}

TEST_CASE("study cost and page: what cannot be is refused") {
  const SearchFolder folder;
  const Run none = run("study cost --preset paper-wmt --data-dir " + folder / "no");
  CHECK(none.code == 2);
  CHECK(contains(none, "[cost] nothing of the preset paper-wmt can be trained here"));
  REQUIRE(run("study grid --activations relu --seeds 1 --steps 2 --data cifar10 --models resnet8 "
              "--picture none" +
              folder.child() + folder.common())
              .code == 0);
  CHECK(run("study page nowhere --store " + folder.store()).code == 2);
  CHECK(run("study page --preset nosuch --store " + folder.store()).code == 2);
  CHECK(run("study page --costs " + folder / "no.jsonl" + " --store " + folder.store()).code == 2);
}

TEST_CASE("study grid: two at once on one study train nothing twice and end alike") {
  const SearchFolder folder;
  const std::string programs = std::string(ACTLAB_PROGRAMS) + "/";
  const std::string one = programs + swept_grid(folder) + " --picture none --output ";
  const Run both = run_in_shell("(" + one + folder / "a" + ") & first=$!; (" + one + folder / "b" +
                                "); second=$?; wait $first && exit $second");
  REQUIRE_MESSAGE(both.code == 0, both.output);
  CHECK(read(folder / "a.md") == read(folder / "b.md"));
  CHECK(read(folder / "a.csv") == read(folder / "b.csv"));
  CHECK(TrialStore::open(folder.store()).trials(1).size() == 6);
}
