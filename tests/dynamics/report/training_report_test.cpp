#include <actlab/dynamics/report/training_report.h>

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <actlab/core/io/json.h>
#include "tests/dynamics/report/pages/synthetic_record.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::dynamics;
using namespace actlab::dynamics::test;
using actlab::test::contains;
using actlab::test::error_of;
using actlab::test::TemporaryFolder;

namespace {

Json data_of(const std::vector<ReportedRun>& runs) {
  return parse_json(training_report_data({.runs = runs}), "report");
}

ReportedRun named(const std::string& path, const std::string& activation) {
  ReportedRun run;
  run.run.path = path;
  if (!activation.empty()) run.run.settings["activation"] = activation;
  return run;
}

// A folder as ./run train leaves it.
void write_run(const TemporaryFolder& folder, const std::string& record) {
  std::ofstream(folder.file("config.json")) << R"({"config": {"activation": "swish"}})";
  std::ofstream(folder.file("metrics.jsonl")) << "{\"step\": 1, \"loss\": 2.5}\n";
  if (!record.empty()) {
    std::ofstream(folder.file("dynamics.jsonl"), std::ios::binary) << record;
  }
}

std::string example() {
  std::ifstream file(ACTLAB_DYNAMICS_EXAMPLE, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("training report: its numbers are those of the record") {
  const TemporaryFolder folder;
  write_run(folder, example());
  const Json run = data_of({read_reported_run(folder.path().string())})["runs"][0];
  CHECK(run["label"] == "swish");
  CHECK(run["remarks"].empty());
  CHECK(run["curves"][0] ==
        Json({{"unit", "step"}, {"measure", "loss"}, {"at", {1.0}}, {"value", {2.5}}}));
  const Json& dynamics = run["dynamics"];
  CHECK(dynamics["steps"] == Json({0, 100, 200}));
  CHECK(dynamics["losses"] == Json({0.71, 0.52, 0.31}));
  CHECK(dynamics["sites"][2]["name"] == "layers.0.act");
  CHECK(dynamics["sites"][2]["formula"] == 0);
  CHECK(dynamics["parameters"][0]["site"] == 0);
  CHECK(dynamics["formulas"][0]["theory"]["slope_square"] == 0.379483);
  CHECK(dynamics["formulas"][0]["problem"] == "");
  // layers.0.act never dies, layers.1.act once.
  CHECK(dynamics["numbers"]["dead"]["constant"] == Json({{2, 0.0}}));
  CHECK(dynamics["numbers"]["dead"]["rows"] == Json({6}));
  CHECK(dynamics["histograms"]["activations"] == Json({2, 6}));
  CHECK(dynamics["histograms"]["packed"].size() == 3);
  CHECK(dynamics["channels"]["parameters"].size() == 6);
  CHECK(dynamics["channels"]["curves"].size() == 2);
}

TEST_CASE("training report: what is missing of a run is said") {
  const TemporaryFolder folder;
  const auto remarks = [&] { return remarks_of(read_reported_run(folder.path().string())); };
  write_run(folder, "");
  REQUIRE(remarks().size() == 1);
  CHECK(contains(remarks()[0], "was not probed"));
  CHECK(contains(remarks()[0], "--probe every=100"));
  const std::string whole = example();
  write_run(folder, whole.substr(0, whole.size() - 200));
  REQUIRE(remarks().size() == 1);
  CHECK(contains(remarks()[0], "dynamics.jsonl, line 4 is cut short; what stands from there on"));
  write_run(folder, whole.substr(0, whole.find('\n') + 1));
  CHECK(remarks() == std::vector<std::string>{"No look into the network has been written yet."});
}

TEST_CASE("training report: runs are called by what tells them apart") {
  CHECK(run_labels({named("runs/a", "relu"), named("runs/b/", "")}) ==
        std::vector<std::string>{"relu", "b"});
  CHECK(run_labels({named("runs/a", "relu"), named("runs/b/", "relu"), named("c", "swish")}) ==
        std::vector<std::string>{"relu (a)", "relu (b)", "swish"});
  CHECK(run_labels({named("x/a", "relu"), named("y/a", "relu")}) ==
        std::vector<std::string>{"1: relu (a)", "2: relu (a)"});
}

TEST_CASE("training report: settings that differ between runs are marked") {
  ReportedRun one = named("a", "relu"), two = named("b", "swish");
  one.run.settings["lr"] = two.run.settings["lr"] = "0.1";
  two.run.settings["seed"] = "3";
  CHECK(data_of({one, two})["configuration"] ==
        Json::array({{{"name", "activation"}, {"values", {"relu", "swish"}}, {"differs", true}},
                     {{"name", "lr"}, {"values", {"0.1", "0.1"}}, {"differs", false}},
                     {{"name", "seed"}, {"values", {nullptr, "3"}}, {"differs", true}}}));
}

TEST_CASE(
    "training report: hostile names and formulas stay text, and are shown as far as they go") {
  const std::string html = training_report({.runs = {hostile_run()}});
  CHECK(html.find("<script>document.title") == html.npos);
  CHECK(html.find("<b>\xe6") == html.npos);
  const Json dynamics = data_of({hostile_run()})["runs"][0]["dynamics"];
  CHECK(contains(dynamics["formulas"][0]["problem"].get<std::string>(), "column"));
  CHECK(!dynamics["formulas"][0].contains("curve"));
  CHECK(dynamics["formulas"][1]["theory"]["square"].is_null());
  CHECK(dynamics["parameters"][0]["site"].is_null());
  CHECK(dynamics["losses"][0].is_null());
}

TEST_CASE("training report: a long record is thinned, its first and last look stay") {
  const ReportedRun run = synthetic_run({.layers = 110, .looks = 60, .units = 400});
  const std::vector<ReportedRun> many(4, run);
  const std::string data = training_report_data({.runs = many});
  CHECK(data.size() < 14000000);
  const Json dynamics = parse_json(data, "report")["runs"][0]["dynamics"];
  CHECK(dynamics["steps"].size() == 60);
  const Json& frames = dynamics["channels"]["looks"];
  CHECK(frames.size() < 60);
  CHECK(frames.front() == 0);
  CHECK(frames.back() == 59);
}

TEST_CASE("training report: a page needs a run, and has only the sections that it can fill") {
  CHECK(error_of([] { training_report({.runs = {}}); }) == "[report] needs at least one run");
  const std::string bare = training_report({.runs = {unprobed_run()}});
  CHECK(contains(bare, "<section id=\"curves\""));
  CHECK(!contains(bare, "<section id=\"map\""));
  const std::string whole = training_report({.runs = {unprobed_run(), synthetic_run({})}});
  CHECK(contains(whole, "<section id=\"map\""));
  CHECK(whole == training_report({.runs = {unprobed_run(), synthetic_run({})}}));
}
