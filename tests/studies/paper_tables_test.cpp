// Published tables with grids beside them, on studies made by hand.
#include <actlab/studies/report/paper_tables.h>

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/studies/cell_of_grid.h"
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::studies;
using actlab::studies::test::cell_of_grid;
using actlab::test::contains;
using actlab::test::usage_error_text;
using Lines = std::vector<std::vector<std::string>>;

namespace {

// Swish before ReLU in two seeds of three; ELU with one.
RecordedStudy small_study() {
  RecordedStudy study{{1, "s", "grid", "{}", 0.0}, {}, {}};
  const double swish[] = {0.80, 0.82, 0.81}, relu[] = {0.79, 0.81, 0.82};
  for (int seed = 0; seed < 3; ++seed) {
    study.trials.push_back(cell_of_grid(2 * seed, "swish", seed, swish[seed]));
    study.trials.push_back(cell_of_grid(2 * seed + 1, "relu", seed, relu[seed]));
  }
  study.trials.push_back(cell_of_grid(6, "elu", 0, 0.75));
  return study;
}

const Sheet& find(const std::vector<Sheet>& sheets, std::string_view id) {
  const auto place = std::ranges::find(sheets, id, &Sheet::id);
  REQUIRE(place != sheets.end());
  return *place;
}

// The first line of an activation in a network.
std::vector<std::string> line_of(const Sheet& sheet, const std::string& network,
                                 const std::string& activation) {
  for (const auto& line : sheet.lines) {
    if (line[0] == network && line[2] == activation) return line;
  }
  return {};
}

}  // namespace

TEST_CASE("paper tables: all of the paper's and ours beside them") {
  const std::vector<RecordedStudy> studies = {small_study()};
  const std::vector<Sheet> sheets = paper_tables(studies);
  std::vector<std::string> ids;
  for (const Sheet& sheet : sheets) ids.push_back(sheet.id);
  CHECK(ids == std::vector<std::string>{"table1", "table2", "table3", "table4", "table5", "table6",
                                        "table7", "table8", "table9", "table10", "table11", "ranks",
                                        "variance", "published-ranks"});
  for (const Sheet& sheet : sheets) {
    for (const auto& line : sheet.lines) CHECK(line.size() == sheet.head.size());
  }
  const std::vector<std::string> swish = line_of(find(sheets, "table4"), "resnet164", "swish");
  CHECK(swish == std::vector<std::string>{"resnet164", "accuracy", "swish", "94.5", "81.00",
                                          "80.00 to 82.00", "3", "2000", "resnet20 on cifar10",
                                          "0.1", "a", ""});
  const std::vector<std::string> elu = line_of(find(sheets, "table4"), "resnet164", "elu");
  CHECK(elu[6] == "1");
  CHECK(elu[10].empty());  // one seed has no spread, and keeps no other from its letter
  CHECK(line_of(find(sheets, "table4"), "resnet164", "gelu")[4] == "not run");
  CHECK(line_of(find(sheets, "table4"), "wrn28-10", "swish")[4] == "not run");
  CHECK(line_of(find(sheets, "table6"), "nasnet-mobile", "gelu")[3] == "74.6 - - (unfinished)");
  CHECK(line_of(find(sheets, "table7"), "inception-resnet-v2", "elu")[3] ==
        "75.8 79.9 80.0 (unstable)");
}

TEST_CASE("paper tables: what is smaller or not run is said in the table") {
  const std::vector<RecordedStudy> studies = {small_study()};
  const std::vector<NotRun> not_run = {{"wmt", "transformer-base", "no such task"}};
  const std::vector<Sheet> sheets = paper_tables(studies, not_run);
  CHECK(find(sheets, "table4").notes.back() ==
        "Ours: resnet20 on cifar10, 2000 steps of 128, accuracy on validation examples; it stands "
        "for resnet164 on cifar10; smaller than the paper's 64000 steps of resnet164.");
  CHECK(find(sheets, "table5").notes.back() == "Ours: not run.");
  CHECK(line_of(find(sheets, "table11"), "transformer-base", "swish").back() == "no such task");
}

TEST_CASE("paper tables: Table 3 as published with its p values, and ours over the seeds") {
  const std::vector<RecordedStudy> studies = {small_study()};
  const std::vector<Sheet> sheets = paper_tables(studies);
  const Lines& lines = find(sheets, "table3").lines;
  REQUIRE(lines.size() == 7);
  const std::vector<std::string> softplus = {"softplus", "6 / 2 / 1", "7", "0.0078", "0.0625",
                                             "not run",  "0",         "",  ""};
  CHECK(lines[2] == softplus);
  const std::vector<std::string> elu = {"elu",       "8 / 0 / 1", "9",      "0.0020", "0.0195",
                                        "1 / 0 / 0", "1",         "0.5000", "0.5000"};
  CHECK(lines[3] == elu);
  const std::vector<std::string> relu = {"relu",      "9 / 0 / 0", "9",      "0.0020", "0.0020",
                                         "2 / 0 / 1", "3",         "0.1250", "0.5000"};
  CHECK(lines[6] == relu);
}

// A network for MobileNet on images of ImageNet's kind: two seeds each, tested for both measures.
RecordedStudy study_with_top5() {
  RecordedStudy study{{1, "s", "grid", "{}", 0.0}, {}, {}};
  for (int i = 0; i < 4; ++i) {
    Trial trial = cell_of_grid(i, i % 2 == 0 ? "swish" : "relu", i / 2, 0.5);
    trial.configuration =
        R"({"config": {"task": "images", "data": "folder:tiny", "model": "mobilenet", "lr": 0.1,
            "validation": 5000, "batch_size": 128}})";
    study.trials.push_back(trial);
    study.metrics[i] = {{2000, "test_accuracy", 0.50 + 0.01 * i},
                        {2000, "test_top5_accuracy", 0.70 + 0.03 * i}};
  }
  return study;
}

TEST_CASE("paper tables: top-5 beside top-5, and a training counts once") {
  RecordedStudy study = study_with_top5();
  const std::vector<Sheet> sheets = paper_tables(std::vector{study});
  const auto ours = [&](const Sheet& sheet, const std::string& measure) {
    for (const auto& line : sheet.lines) {
      const bool of_relu = line[0] == "mobilenet" && line[2] == "relu" && line[1] == measure;
      if (of_relu) return line[4] + ", " + line[5];
    }
    return std::string("no line");
  };
  const Sheet& table = find(sheets, "table8");
  CHECK(ours(table, "top-1") == "52.00, 51.00 to 53.00");
  CHECK(ours(table, "top-5") == "76.00, 73.00 to 79.00");
  CHECK(find(sheets, "table3").lines[6][5] == "0 / 0 / 2");
  study.metrics[3].pop_back();  // one was not tested for it
  CHECK(ours(find(paper_tables(std::vector{study}), "table8"), "top-5") == "not run, ");
}

TEST_CASE("paper tables: ranks need five functions in common, and a search is no grid") {
  RecordedStudy study = small_study();
  CHECK(paper_tables(std::vector{study}).at(11).lines.empty());
  study.trials.push_back(cell_of_grid(7, "gelu", 0, 0.83));
  CHECK(paper_tables(std::vector{study}).at(11).lines.empty());
  study.trials.push_back(cell_of_grid(8, "selu", 0, 0.70));
  const Sheet ranks = paper_tables(std::vector{study}).at(11);
  REQUIRE(!ranks.lines.empty());
  CHECK(ranks.lines[0][1] == "paper, resnet164 on cifar10");
  CHECK(ranks.lines[0][2] == "5");
  CHECK(ranks.lines[0][5] == "4");  // SELU is more than a point below the best
  CHECK(ranks.lines[0][6] == "too few");
  study.study.kind = "search";
  CHECK(contains(usage_error_text([&] { paper_tables(std::vector{study}); }), "and no grid"));
}

TEST_CASE("paper tables: shares of variance of all trainings") {
  const std::vector<Sheet> sheets = paper_tables(std::vector{small_study()});
  const Sheet& sheet = find(sheets, "variance");
  REQUIRE(sheet.lines.size() == 1);
  CHECK(sheet.lines[0][3] == "7");
  CHECK(sheet.lines[0][6] == "0.00");  // one network
}

TEST_CASE("sheet: Markdown, HTML and CSV keep what would end a cell") {
  const std::vector<Sheet> sheets = {
      {.id = "t", .title = "T", .notes = {"a < b"}, .head = {"x", "y"}, .lines = {{"1|2", "<3,"}}}};
  CHECK(markdown(sheets) == "## T\n\na < b\n\n| x    | y   |\n|------|-----|\n| 1\\|2 | <3, |\n");
  CHECK(markdown_table({{"a", "b"}, {"größer", "1"}}) ==
        "| a      | b   |\n|--------|-----|\n| größer | 1   |\n");
  CHECK(csv(sheets[0]) == "x,y\n1|2,\"<3,\"\n");
  CHECK(contains(html("P", sheets), "<tr><td>1|2</td><td>&lt;3,</td></tr>"));
  CHECK(contains(html("P", sheets), "<p>a &lt; b</p>"));
}

// By SciPy: 0.8523 between ResNet-164's two columns (against_scipy_test.cpp).
TEST_CASE("paper tables: published orders beside each other") {
  const Sheet sheet = published_ranks_sheet();
  CHECK(sheet.lines.size() >= 15);  // six columns, in pairs
  for (const auto& line : sheet.lines) {
    CHECK(line.size() == sheet.head.size());
    if (line[0] != "paper, resnet164 on cifar10" || line[1] != "paper, resnet164 on cifar100")
      continue;
    CHECK(line[2] == "9");
    CHECK(line[3].starts_with("0.85 ("));
  }
}
