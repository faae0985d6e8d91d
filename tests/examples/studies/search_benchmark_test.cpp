#include <doctest/doctest.h>

#include <fstream>

#include <actlab/core/io/json.h>
#include "tests/examples/program_run.h"

using namespace actlab::test;

TEST_CASE("search-benchmark: a table of searchers and their curves as JSON") {
  const Folder folder;
  const std::string output = folder / "contest.json";
  const Run result = run("search_benchmark --trials 12 --seeds 3 --surrogate --output " + output +
                         " --figure " + folder / "contest.svg");
  CHECK(result.code == 0);
  CHECK(contains(result, "table synthetic: 3654 functions"));
  CHECK(contains(result, "rnn, paper"));
  CHECK(read(folder / "contest.svg").find("median regret") != std::string::npos);
  const actlab::Json json = actlab::parse_json(read(output), output);
  CHECK(json["searchers"].size() == 6);
  for (const actlab::Json& searcher : json["searchers"]) {
    CHECK(searcher["median_regret_curve"].size() == 12);
    CHECK(searcher["mean_regret"].size() == 3);
    CHECK(searcher["regret_after"][2]["trials"] == 12);
  }
}

TEST_CASE("search-benchmark: a table that cannot be used is refused with a sentence") {
  const Folder folder;
  const std::string path = folder / "table.csv";
  std::ofstream(path) << "canonical_hash,formula,reward\n";
  const Run malformed = run("search_benchmark --table " + path);
  CHECK(malformed.code == 1);
  CHECK(contains(malformed, "table.csv line 1: expected '# space: {...}'"));
  CHECK(run("search_benchmark --table /nonexistent.csv").code == 1);
  CHECK(run("search_benchmark --trials 0").code == 2);
}
