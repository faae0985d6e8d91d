#include <actlab/studies/findings/recorded_study.h>

#include <doctest/doctest.h>

#include <sstream>

#include <actlab/studies/findings/export.h>
#include <actlab/studies/report/report.h>
#include "tests/studies/contract/store_address.h"
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::studies;
using namespace actlab::studies::test;
using actlab::test::error_text;

namespace {

std::string refusal(const std::string& lines) {
  return error_text([&] {
    std::istringstream input(lines);
    read_exported_study(input, "a.jsonl");
  });
}

const std::string kStudy = R"({"study": "s", "kind": "grid"})"
                           "\n";

}  // namespace

TEST_CASE("recorded study: an export is read back as the store has it") {
  SmallStudy small(4);
  const std::optional<Trial> trial = small.store.claim("w");
  REQUIRE(trial);
  small.store.finish(trial->lease(), {.reward = 1.0 / 3.0});
  const std::optional<Trial> other = small.store.claim("w");
  small.store.finish(other->lease(), {.outcome = Outcome::diverged, .remark = "at step 3"});
  ControllerState state;
  state.update = 0;
  state.report = R"({"entropy":2.5})";
  small.store.advance(small.study.id, state, {});

  std::stringstream exported;
  export_study(small.store, small.study, exported);
  const RecordedStudy from_store = read_study(small.store, small.study);
  const RecordedStudy from_text = read_exported_study(exported, "text");
  REQUIRE(from_text.trials.size() == 4);
  CHECK(from_text.trials[0].reward == 1.0 / 3.0);
  CHECK(from_text.trials[1].outcome == Outcome::diverged);
  CHECK(from_text.trials[2].state == TrialState::waiting);
  CHECK(study_report(std::vector{from_text}) == study_report(std::vector{from_store}));
}

TEST_CASE("recorded study: what is no export is refused by its line") {
  CHECK(refusal("") == "[study] a.jsonl holds no study");
  CHECK(refusal(R"({"trial": 1, "formula": "x"})") ==
        "[study] a.jsonl line 1: expected the study first; is this what ./run study export wrote?");
  CHECK(refusal(kStudy + "[1]") == "[study] a.jsonl line 2: expected a JSON object");
  CHECK(refusal(kStudy + "\n{").starts_with("[study] a.jsonl line 3: "));
  CHECK(refusal(kStudy + R"({"trial": "one", "formula": "x"})")
            .starts_with("[study] a.jsonl line 2: "));
  CHECK(refusal(kStudy + R"({"trial": 1})").starts_with("[study] a.jsonl line 2: "));
  CHECK(refusal(kStudy + R"({"something": "newer"})") == "(no error was thrown)");
  CHECK(error_text([] { read_exported_study("/nowhere/a.jsonl"); }) ==
        "[study] cannot read /nowhere/a.jsonl; it should be what ./run study export wrote");
}
