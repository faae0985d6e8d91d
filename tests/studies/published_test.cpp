#include <actlab/studies/findings/published.h>

#include <doctest/doctest.h>

#include <actlab/core/formula/compiler/compiled_formula.h>

using namespace actlab;
using namespace actlab::studies;
using doctest::Approx;

TEST_CASE("published: ten tables, each with its source and every cell of nine activations") {
  const std::vector<PublishedTable>& tables = published_tables();
  REQUIRE(tables.size() == 10);
  const int numbers[] = {1, 2, 4, 5, 6, 7, 8, 9, 10, 11};
  const std::size_t cells[] = {27, 27, 27, 27, 18, 18, 18, 18, 18, 36};
  for (std::size_t i = 0; i < tables.size(); ++i) {
    CHECK(tables[i].number == numbers[i]);
    CHECK(tables[i].cells.size() == cells[i]);
    CHECK(tables[i].source.find("1710.05941") != std::string::npos);
    CHECK(!tables[i].note.empty());
    for (const PublishedCell& cell : tables[i].cells)
      CHECK_NOTHROW(formula::compile(cell.activation));
  }
  const PublishedCell& first = tables[2].cells.front();
  CHECK(first.network == "resnet164");
  CHECK(first.median().value() == 94.2);
}

TEST_CASE("published: runs that were unfinished or unstable are marked as the paper marks them") {
  int unfinished = 0, unstable = 0;
  for (const PublishedTable& table : published_tables()) {
    for (const PublishedCell& cell : table.cells) {
      unfinished += cell.remark == "unfinished";
      unstable += cell.remark == "unstable";
      if (cell.remark != "unfinished") continue;
      CHECK(cell.activation == "gelu");
      CHECK(cell.network == "nasnet-mobile");
      CHECK(cell.values.size() == 3);
      CHECK(!cell.values[1]);
    }
  }
  CHECK(unfinished == 2);  // top-1 and top-5
  CHECK(unstable == 2);
}

TEST_CASE("published: Table 3 counts nine models in every row") {
  REQUIRE(published_counts().size() == 7);
  for (const PublishedCounts& row : published_counts()) {
    CHECK(row.better + row.equal + row.worse == 9);
  }
}

TEST_CASE("published: outside tables have a source each and the spread of seeds is known") {
  REQUIRE(outside_tables().size() == 6);
  for (const OutsideTable& table : outside_tables()) CHECK(!table.source.empty());
  CHECK(outside_tables()[0].rows.size() == 34);
  CHECK(outside_tables()[1].rows[0].value == Approx(93.04));
  // the deviations squared are 0.0006, 0.120867 and 0.1178; over 6 degrees of freedom
  CHECK(published_spread() == Approx(0.199694).epsilon(1e-5));
}
