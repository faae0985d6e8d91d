#include <actlab/studies/report/report.h>

#include <doctest/doctest.h>

#include <filesystem>

#include <actlab/core/io/json.h>
#include <actlab/studies/findings/known_functions.h>
#include <actlab/studies/report/grid_data.h>
#include "tests/studies/contract/store_address.h"
#include "tests/studies/pages/synthetic_study.h"
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::studies;
using namespace actlab::studies::test;
using actlab::test::contains;
using actlab::test::error_text;

namespace {

Json data_of(const std::vector<RecordedStudy>& studies) {
  return parse_json(study_report_data(studies), "report");
}

std::string known_name(const std::string& formula) {
  static const KnownFunctions known;
  const formula::CatalogRow* row = known.find(*formula::compile(formula));
  return row == nullptr ? "" : std::string(row->name);
}

}  // namespace

TEST_CASE("report: its numbers are those of the store") {
  SmallStudy small(3);
  for (const double reward : {0.1 + 0.2, 1.0 / 3.0}) {
    const std::optional<Trial> trial = small.store.claim("w");
    REQUIRE(trial);
    REQUIRE(small.store.finish(trial->lease(), {.reward = reward}));
  }
  const Json data = data_of({read_study(small.store, small.study)});
  const Json& study = data["studies"][0];
  CHECK(study["counts"] == Json({{"complete", 2}, {"waiting", 1}}));
  REQUIRE(study["ended"].size() == 2);
  CHECK(study["ended"][0]["reward"] == 0.1 + 0.2);  // every bit of it
  CHECK(study["ended"][1]["reward"] == 1.0 / 3.0);
  CHECK(study["entries"][0]["levels"][0]["reward"] == 1.0 / 3.0);
  CHECK(study["progress"][0]["best"] == Json({0.1 + 0.2, 1.0 / 3.0}));
  CHECK(study["controller"].is_null());
  CHECK(data["functions"][0]["formula"] == "f1");
}

TEST_CASE("report: reward over time has its running best and moving median") {
  RecordedStudy record;
  for (int i = 0; i < 40; ++i) record.trials.push_back(ended_trial(i, text("f", i), 0.01 * i));
  std::swap(record.trials[0].reward, record.trials[39].reward);
  const Json progress = data_of({record})["studies"][0]["progress"][0];
  CHECK(progress["best"].front() == 0.39);
  CHECK(progress["best"].back() == 0.39);
  CHECK(progress["median"][2] == 0.02);
  CHECK(progress["median"][30].get<double>() == doctest::Approx(0.18));  // of 6 to 30
  CHECK(progress["window"] == 25);
}

TEST_CASE("report: functions are drawn by the compiler and known by their values") {
  RecordedStudy record;
  record.trials = {ended_trial(0, "sigmoid(x) * x", 0.5), ended_trial(1, "sqrt(x)", 0.4),
                   ended_trial(2, "not a formula", 0.3)};
  const Json functions = data_of({record})["functions"];
  CHECK(functions[0]["name"] == "swish1");
  CHECK(functions[0]["value"].size() == kCurvePoints);
  CHECK(functions[0]["derivative"][kCurvePoints / 2] == 0.5);
  CHECK(functions[1]["value"][0].is_null());
  CHECK(functions[1]["value"].back() == 2.0);
  CHECK(functions[2] == Json({{"formula", "not a formula"}}));
}

TEST_CASE(
    "known functions: recognised however they are written and not when they learn otherwise") {
  CHECK(known_name("x * sigmoid(x)") == "swish1");
  CHECK(known_name("sigmoid(b * x) * x") == "swish");
  CHECK(known_name("b * x * sigmoid(x)") == "");
  CHECK(known_name("min(sin(x), x)") == "min_x_sin");
  CHECK(known_name("x * step") == "");
  CHECK(known_name("0.5 * (x + abs(x))") == "relu");
}

TEST_CASE("report: a controller's reports are read as far as they are understood") {
  const Json controller = data_of({hostile_study()})["studies"][0]["controller"];
  CHECK(controller["updates"][1]["entropy"].is_null());
  CHECK(controller["updates"][2]["entropy"] == 1);
  CHECK(controller["updates"][2]["baseline"].is_null());
  REQUIRE(controller["positions"].size() == 1);
  CHECK(controller["positions"][0]["probabilities"] == Json({nullptr, nullptr, nullptr}));

  const Json full = data_of({synthetic_search({.trials = 5, .updates = 250})});
  const Json& learned = full["studies"][0]["controller"];
  CHECK(learned["updates"].size() == 251);
  CHECK(learned["updates"][0]["entropy"].get<double>() == doctest::Approx(8.0));
  CHECK(learned["shown"].size() == 100);
  CHECK(learned["shown"].front() == 0);
  CHECK(learned["shown"].back() == 250);
  CHECK(learned["positions"][2]["probabilities"].size() == 100);
}

TEST_CASE("report: sections stand only where there is something to show") {
  const auto has = [](const RecordedStudy& record, const std::string& id) {
    return contains(study_report(std::vector{record}), "<section id=\"" + id + "\"");
  };
  RecordedStudy record;
  record.study.name = "new";
  CHECK(has(record, "overview"));
  for (const char* id : {"leaderboard", "replay", "controller", "agreement", "cost", "trouble"}) {
    CHECK_MESSAGE(!has(record, id), id);
    CHECK_MESSAGE(has(synthetic_search({.updates = 3}), id), id);
  }
  CHECK(error_text([] { study_report({}); }) == "[report] needs at least one study");
}

TEST_CASE("report: of a grid it shows the rows compared and the curves and no search") {
  const RecordedStudy grid = synthetic_grid();
  const std::string page = study_report(std::vector{grid});
  for (const char* id : {"results", "curves", "cost", "trouble", "setup"}) {
    CHECK_MESSAGE(contains(page, text("<section id=\"", id, "\"")), id);
  }
  for (const char* id : {"leaderboard", "known", "progress", "replay"}) {
    CHECK_MESSAGE(!contains(page, text("<section id=\"", id, "\"")), id);
  }
  const Json setup = data_of({grid})["studies"][0]["configuration"];
  CHECK(setup["models"] == Json({"resnet8", "resnet20"}));
  CHECK(setup["steps"] == 300);  // of the trials, not of the stored configuration
  const Json data = parse_json(grid_report_data(grid), "grid");
  REQUIRE(data["groups"].size() == 2);
  CHECK(data["groups"][0]["name"] == "resnet8 on shapes, 300 steps");
  CHECK(data["groups"][0]["rows"][1]["verdict"] == "the best");
  CHECK(contains(data["groups"][0]["rows"][0]["verdict"], "lower (p"));
  CHECK(data["groups"][1]["rows"][1]["remarks"] == "1 diverged: 0");
  CHECK(data["measures"] == Json({"train_loss"}));
  REQUIRE(data["curves"].size() == 12);
  CHECK(data["curves"][0]["measures"]["train_loss"].size() == 3);
  CHECK(grid_report_data(synthetic_search({.trials = 3})) == "null");
}

TEST_CASE("report: the same records give the same page") {
  const std::vector<RecordedStudy> studies = {synthetic_search({.trials = 30}), hostile_study(),
                                              synthetic_grid()};
  CHECK(study_report(studies) == study_report(studies));
}

TEST_CASE("report: nothing in a store can leave the place where it is shown") {
  const std::string page = study_report(std::vector{hostile_study()});
  CHECK(!contains(page, "<script>document.title"));
  CHECK(!contains(page, "<img"));
}
