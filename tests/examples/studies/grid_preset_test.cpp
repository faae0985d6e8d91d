// ./run study grid --preset as a person runs it: what is refused, and what is printed untrained.
#include <doctest/doctest.h>

#include "tests/examples/program_run.h"

using namespace actlab::test;

TEST_CASE("study grid: presets and rates that cannot be are refused in one line") {
  const Run unknown = run("study grid --preset smok");
  CHECK(unknown.code == 2);
  CHECK(contains(unknown, "error: [grid] unknown preset 'smok'; did you mean 'smoke'?; known: "));
  const Run both = run("study grid --lr 0.1 --lrs 0.1,0.2");
  CHECK(both.code == 2);
  CHECK(contains(both, "--lr is one rate for all, --lrs are tried: give one of the two"));
  const Run twice = run("study grid --lrs 0.1,0.1");
  CHECK(twice.code == 2);
  CHECK(contains(twice, "--lrs has 0.1 twice"));
}

TEST_CASE("study grid: what a preset has no data for is marked not run in every table") {
  const Folder folder;
  const Run wmt = run("study grid --preset paper-wmt --data-dir " + folder.path.string() +
                      " --store " + (folder / "s.db") + " --output " + (folder / "w"));
  CHECK(wmt.code == 0);
  CHECK(read(folder / "w-tables-table11.csv").find(",lrelu,26.2,not run,,0,") != std::string::npos);
  CHECK(read(folder / "w-tables.html").find("<th>published</th>") != std::string::npos);
  CHECK(read(folder / "w-tables.md").find("## Table 11: ") != std::string::npos);
  CHECK(!std::filesystem::exists(folder / "s.db"));
}
