// BLEU against sacreBLEU's own figures. tests/golden/transformer/bleu.json was made with
// sacreBLEU 2.6.0: 33 small corpora, their tokens, counts, precisions and scores.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/io/json.h>
#include <actlab/tasks/bleu.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::tasks;
using Lines = std::vector<std::string>;

namespace {

Json golden() {
  const std::string path = ACTLAB_SOURCE_DIR "/tests/golden/transformer/bleu.json";
  std::ifstream file(path);
  return parse_json(std::string(std::istreambuf_iterator<char>(file), {}), path);
}

void check_equal(const BleuScore& score, const Json& expected) {
  CHECK(score.score == doctest::Approx(expected["score"].get<double>()).epsilon(1e-12));
  CHECK(score.brevity_penalty ==
        doctest::Approx(expected["brevity_penalty"].get<double>()).epsilon(1e-12));
  CHECK(score.sums.length == expected["hypothesis_length"]);
  CHECK(score.sums.reference_length == expected["reference_length"]);
  for (std::size_t i = 0; i < kBleuOrders; ++i) {
    CHECK(score.sums.matches[i] == expected["counts"][i]);
    CHECK(score.sums.totals[i] == expected["totals"][i]);
    CHECK(score.precisions[i] ==
          doctest::Approx(expected["precisions"][i].get<double>()).epsilon(1e-12));
  }
}

}  // namespace

TEST_CASE("13a cuts tokens as sacreBLEU does") {
  const Json cases = golden()["cases"];
  for (const Json& given : cases) {
    CAPTURE(given["name"].get<std::string>());
    for (std::size_t i = 0; i < given["hypotheses"].size(); ++i) {
      CHECK(joined(bleu_tokens(given["hypotheses"][i].get<std::string>(), BleuTokens::mteval_13a),
                   " ") == given["hypotheses_13a"][i].get<std::string>());
    }
  }
}

TEST_CASE("Scores are sacreBLEU's in every case and setting") {
  const std::vector<std::pair<std::string, BleuOptions>> settings = {
      {"13a", {}},
      {"13a_lowercase", {.letter_case = BleuCase::lower}},
      {"13a_no_smoothing", {.smoothing = BleuSmoothing::none}},
      {"tokens_as_they_are", {.tokens = BleuTokens::as_they_are}},
      {"multi_bleu", {.tokens = BleuTokens::as_they_are, .smoothing = BleuSmoothing::none}}};
  const Json cases = golden()["cases"];
  REQUIRE(cases.size() == 33);
  for (const Json& given : cases) {
    for (const auto& setting : settings) {
      CAPTURE(given["name"].get<std::string>());
      CAPTURE(setting.first);
      check_equal(bleu(given["hypotheses"].get<Lines>(),
                       given["references"].get<std::vector<Lines>>(), setting.second),
                  given["bleu"][setting.first]);
    }
  }
}

TEST_CASE("Compounds are split at their hyphens") {
  const auto split = [](const std::string& line) {
    return joined(bleu_tokens(line, BleuTokens::split_compounds), " ");
  };
  CHECK(split("rich-text format") == "rich ##AT##-##AT## text format");
  CHECK(split("a - b -c d-") == "a - b -c d-");
  CHECK(split("a-b-c") == "a ##AT##-##AT## b-c");  // b is used up, as by a regular expression
  CHECK(split("über-all") == "über ##AT##-##AT## all");
}

TEST_CASE("Sums of lines add up to those of the corpus") {
  const Lines translations = {"a b c d e", "x y"}, references = {"a b c d f", "x y z"};
  BleuSums sums = bleu_sums(translations[0], {references[0]}, {});
  sums += bleu_sums(translations[1], {references[1]}, {});
  CHECK(bleu_score(sums, BleuSmoothing::exponential).score ==
        bleu(translations, {references}).score);
}

TEST_CASE("Settings are printed as sacreBLEU prints them, and unequal files are refused") {
  CHECK(bleu_signature({}, 1) == "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp");
  CHECK(bleu_signature({BleuTokens::as_they_are, BleuCase::lower, BleuSmoothing::none}, 2) ==
        "nrefs:2|case:lc|eff:no|tok:none|smooth:none");
  CHECK(test::error_text([] {
          bleu({"a", "b"}, {{"a"}});
        }) == "[bleu] 2 translations, but 1 references; line n of both must belong together");
  CHECK_THROWS_AS(bleu({"a"}, {}), UsageError);
}
