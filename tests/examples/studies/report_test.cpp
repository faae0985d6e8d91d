// ./run study report: the page of a study.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "tests/examples/program_run.h"
#include "tests/examples/studies/small_study.h"

using namespace actlab::test;

TEST_CASE("study report: one page from a store or its export with or without a name") {
  const Folder folder;
  make_study(folder / "s.db", folder / "s.jsonl");
  const std::string store = " --store " + folder / "s.db" + " --output ";
  REQUIRE(run("study report small" + store + folder / "a.html").code == 0);
  REQUIRE(run("study report" + store + folder / "b.html").code == 0);
  REQUIRE(
      run("study report --from " + folder / "s.jsonl" + " --output " + folder / "c.html").code ==
      0);
  const std::string page = read(folder / "a.html");
  CHECK(page.starts_with("<!DOCTYPE html>"));
  CHECK(page.find("<title>Study small</title>") != page.npos);
  CHECK(page == read(folder / "b.html"));
  CHECK(page == read(folder / "c.html"));
}

TEST_CASE("study report, export, plot, figure: the store that is read is not written over") {
  const Folder folder;
  make_study(folder / "s.db", folder / "s.jsonl");
  const std::string before = read(folder / "s.jsonl");
  const std::string store = " --store " + folder / "s.db", onto = " --output " + folder / "./s.db";
  for (const char* command :
       {"study report small", "study export", "plot --study small", "figure 3 small"}) {
    const Run result = run(command + store + onto);
    CHECK(result.code == 2);
    CHECK_MESSAGE(contains(result, "is read, and would be overwritten"), command);
  }
  const std::string from = " --from " + folder / "s.jsonl" + " --output " + folder / "s.jsonl";
  for (const char* command : {"study report", "figure 3"}) CHECK(run(command + from).code == 2);
  CHECK(read(folder / "s.jsonl") == before);
  CHECK(run("study report small" + store + " --output " + folder / "a.html").code == 0);
}

TEST_CASE("study report: studies stand side by side and what is not there is refused") {
  const Folder folder;
  make_study(folder / "s.db", folder / "s.jsonl");
  const std::string store = " --store " + folder / "s.db" + " --output " + folder / "a.html";
  REQUIRE(run("study report small --from " + folder / "s.jsonl" + store).code == 0);
  CHECK(read(folder / "a.html").find("<title>Studies small, small</title>") != std::string::npos);
  const Run missing = run("study report large" + store);
  CHECK(missing.code == 2);
  CHECK(contains(missing, "small"));
  const Run nowhere = run("study report --store " + folder / "none.db");
  CHECK(nowhere.code == 2);
  CHECK(contains(nowhere, "there is no store at"));
  CHECK(run("study report --from " + folder / "s.db").code == 1);
}
