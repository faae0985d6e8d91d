// ./run study translations as a person runs it, after a grid of a few steps.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/examples/program_run.h"
#include "tests/support/small_corpus.h"

using namespace actlab::test;

namespace {

const std::string kSmall =
    " --width 32 --inner 64 --heads 2 --encoder-layers 1 --decoder-layers 1 --vocabulary 300 "
    "--batch-size 300 --longest 50 --test test,val --warmup-steps 50 --evaluate on --lrs "
    "0.005,0.01 ";

std::string grid(const Folder& folder, const std::string& flags) {
  return "study grid --task translation --data " + folder.path.string() + kSmall +
         "--activations relu,swish --steps 20 --workers 1 --picture none --store " +
         folder / "s.db" + " " + flags;
}

}  // namespace

TEST_CASE("study translations: a page, its raw records and every translation") {
  const Folder folder;
  write_small_corpus(folder.own);
  const Run trained = run(grid(folder, "--seeds 2"));
  REQUIRE_MESSAGE(trained.code == 0, trained.output);
  const std::string out = folder / "results";
  const Run made = run("study translations --store " + folder / "s.db" + " --output " + out);
  CHECK_MESSAGE(made.code == 0, made.output);
  const std::string page = read(out + "/README.md");
  for (const char* part :
       {"# Translations of the study grid", "6 trainings.", "## Every training",
        "BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp", "## Activations at their own rate",
        "less relu", "## Table 11: ", "bleu newstest2014", "## Translations to read", "right"}) {
    CHECK_MESSAGE(page.find(part) != std::string::npos, part);
  }
  const std::string lines = read(out + "/translations/relu-lr0.005-seed0.test.txt");
  CHECK(std::ranges::count(lines, '\n') == 20);  // empty ones too, after so few steps
  CHECK(read(out + "/trials.csv").find("test_bleu val") != std::string::npos);
  CHECK(read(out + "/study.jsonl").find("test_bleu val") != std::string::npos);
  const Run again =
      run("study translations --networks-only --store " + folder / "s.db" + " --output " + out);
  CHECK_MESSAGE(again.code == 0, again.output);
  const std::string networks = read(out + "/README.md");
  CHECK(networks.find("| line 1 | translation |") != std::string::npos);
  CHECK(networks.find("| right |") == std::string::npos);
}

TEST_CASE("study translations: a study without translations says so") {
  const Folder folder;
  write_small_corpus(folder.own);
  REQUIRE(run(grid(folder, "--seeds 1")).code == 0);
  std::filesystem::remove_all(folder / "s.drawn");
  const Run none = run("study translations --store " + folder / "s.db");
  CHECK(none.code == 2);
  CHECK(contains(none, "there are no translations of 'grid' under "));
  const std::string points =
      " --task points --activations relu --steps 2 --seeds 1 --workers 1 "
      "--picture none --store " +
      folder / "p.db";
  REQUIRE(run("study grid" + points).code == 0);
  const Run other = run("study translations --store " + folder / "p.db");
  CHECK(other.code == 2);
  CHECK(contains(other, "trains the task points, which translates nothing"));
}
