// The folder that is kept of a grid, of a study made by hand that is not finished.
#include <actlab/studies/report/study_page.h>

#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/core/io/json.h>
#include <actlab/studies/store/text_hash.h>
#include "tests/studies/cell_of_grid.h"
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::studies;
using actlab::studies::test::cell_of_grid;
using actlab::test::contains;
using actlab::test::usage_error_text;

namespace {

Trial trained(std::int64_t number, const std::string& activation, double reward) {
  Trial trial = cell_of_grid(number, activation, 0, reward);
  trial.error = "on Processor X";
  return trial;
}

RecordedStudy half_a_study() {
  return {{1, "s", "grid", "{}", 0.0},
          {trained(0, "swish", 0.8), trained(1, "relu", 0.79), cell_of_grid(2, "elu", 0, {})},
          {}};
}

std::string content_of(const std::vector<PageFile>& files, const std::string& name) {
  const auto file = std::ranges::find(files, name, &PageFile::name);
  REQUIRE_MESSAGE(file != files.end(), name);
  return file->content;
}

}  // namespace

TEST_CASE("study page: every file of a study that is not finished, with what is missing marked") {
  const PageRequest request{.protocol = "PROTOCOL\n",
                            .commands = {"./run study grid --preset p"},
                            .trainings = 12,
                            .wanted = {{"swish", "relu", "elu", "gelu"}, 3},
                            .rows_csv = "a,b\n",
                            .example = "./run train --seed 0",
                            .data = "1 2 3 train"};
  const std::vector<PageFile> files = study_page(half_a_study(), request);
  const std::string page = content_of(files, "README.md");
  CHECK(files.front().name == "README.md");
  CHECK(contains(page, "2 of 12 trainings are done"));
  CHECK(contains(page, "Trained on: Processor X (2)."));
  CHECK(contains(page, "```\nPROTOCOL\n```"));
  CHECK(contains(page, "./run train --seed 0\n"));
  CHECK(contains(page, "| gelu"));
  CHECK(contains(page, "not run"));
  CHECK(contains(page, "## Table 3: "));
  CHECK(contains(page, text_hash("a,b\n")));
  CHECK(contains(content_of(files, "medians.svg"), ">swish<"));
  CHECK(contains(content_of(files, "tables.md"), "## Table 4: "));
  CHECK(!contains(content_of(files, "tables.md"), "## Table 11: "));
  CHECK(content_of(files, "activations.csv").starts_with("place,activation,"));
  CHECK(contains(content_of(files, "tables-table4.csv"), ",swish,94.5,80.00,"));
  CHECK(parse_json(content_of(files, "configuration.json"), "c")["steps"] == 2000);
}

TEST_CASE("study page: the same study gives the same bytes, and costs stand in it") {
  PageRequest request;
  request.costs = R"({"data":"cifar10","model":"resnet20","activation":"swish","seconds":[1.2],)"
                  R"("relu_seconds":[1.0],"batch":128,"threads":1,"processor":"p"})";
  const auto first = study_page(half_a_study(), request),
             second = study_page(half_a_study(), request);
  REQUIRE(first.size() == second.size());
  for (std::size_t i = 0; i < first.size(); ++i) CHECK(first[i].content == second[i].content);
  CHECK(contains(content_of(first, "README.md"), "| 1.20 (1.20 to 1.20) |"));
  CHECK(content_of(first, "costs.jsonl") == request.costs);
}

TEST_CASE("study page: data of many lines has a file of its own") {
  PageRequest request;
  for (int i = 0; i < 200; ++i) request.data += text("100 ", i, " train/", i, "\n");
  const auto files = study_page(half_a_study(), request);
  CHECK(content_of(files, "data.txt") == request.data);
  const std::string page = content_of(files, "README.md");
  CHECK(contains(page, "[data.txt](data.txt)."));
  CHECK(!contains(page, "train/199"));
}

TEST_CASE("study page: a search and a study without any result have none") {
  RecordedStudy search = half_a_study();
  search.study.kind = "search";
  CHECK(contains(usage_error_text([&] { study_page(search, {}); }), "and no grid"));
  const RecordedStudy empty{{1, "s", "grid", "{}", 0.0}, {cell_of_grid(0, "relu", 0, {})}, {}};
  CHECK(contains(usage_error_text([&] { study_page(empty, {}); }), "no result yet"));
}
