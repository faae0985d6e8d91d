#include <actlab/datasets/csv.h>

#include <doctest/doctest.h>

#include <fstream>

#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::datasets;
using test::contains;

namespace {

struct Csv {
  test::TemporaryFolder folder;
  CsvTable read(const std::string& content) const {
    std::ofstream(folder.file("a.csv"), std::ios::binary) << content;
    return read_csv(folder.file("a.csv"));
  }
  std::string refusal(const std::string& content) const {
    return test::error_text([&] {
      const CsvTable table = read(content);
      for (std::size_t row = 0; row < table.rows.size(); ++row) csv_number(table, row, 0);
    });
  }
};

}  // namespace

TEST_CASE("csv: a header gives names and cells may be quoted") {
  const Csv csv;
  const CsvTable table = csv.read("width, \"height, m\",kind\r\n1.5,+2,a\r\n\r\n-3e2,4,\"b\"\n");
  CHECK(table.names == std::vector<std::string>{"width", "height, m", "kind"});
  REQUIRE(table.rows.size() == 2);
  CHECK(csv_number(table, 0, 0) == 1.5);
  CHECK(csv_number(table, 0, 1) == 2.0);
  CHECK(csv_number(table, 1, 0) == -300.0);
  CHECK(table.rows[1][2] == "b");
  CHECK(table.lines == std::vector<std::int64_t>{2, 4});
  CHECK(csv.read("x,y\n1,\"5 \"\" pipe\"\n").rows[0][1] == "5 \" pipe");
  CHECK(csv.read("\xEF\xBB\xBFx,y\n1,2\n").names == std::vector<std::string>{"x", "y"});
  CHECK(csv.read("1,2\n3,4").names == std::vector<std::string>{"column 1", "column 2"});
}

TEST_CASE("csv: what spreadsheets write besides is told with what to do") {
  const Csv csv;
  CHECK(contains(csv.refusal("x;y\n1,5;2\n"), "seem to be separated by semicolons; save it with"));
  CHECK(contains(csv.refusal("0,5;1;a\n1,25;2;b\n"), "seem to be separated by semicolons"));
  CHECK(contains(csv.refusal("0,5\t1,5\n"), "seem to be separated by tabs"));
  CHECK(csv.read("1,a;b\n2,3\t\n").rows[0][1] == "a;b");
  CHECK(contains(csv.refusal("x\ty\n1\t2\n"), "seem to be separated by tabs"));
  CHECK(contains(csv.refusal("x,y\r1,2\r"), "a.csv ends its lines by carriage returns alone"));
  CHECK(contains(csv.refusal(std::string("\xFF\xFEx\0", 4)), "a.csv is UTF-16; save it as text"));
  CHECK(contains(csv.refusal(std::string("x\0,1", 4)), "a.csv is no text"));
  CHECK(contains(csv.refusal(std::string("x,y\n1\0,2\n", 9)),
                 "a.csv line 2 has a byte that is zero; save the file as text"));
  CHECK(contains(csv.refusal("x,y\n1\x01,2\n"), "x needs a finite number, got \"1\\x01\""));
  CHECK(contains(csv.refusal("x,x\n1,2\n"), "two columns are called \"x\""));
  CHECK(contains(csv.refusal("x,y\n1e31,2\n"), "needs a finite number up to 1e30, got \"1e31\""));
  CHECK(
      contains(test::error_text([&] { read_csv(csv.folder.path().string()); }), "it is a folder"));
}

TEST_CASE("csv: what is no table of numbers is refused by file, line and column") {
  const Csv csv;
  CHECK(contains(csv.refusal(""), "a.csv: it is empty"));
  CHECK(contains(csv.refusal("x,y\n"), "a.csv has no rows"));
  CHECK(contains(csv.refusal("1,2\n3\n"), "a.csv line 2 has 1 columns where the first line has 2"));
  CHECK(contains(csv.refusal("x,y\n1,\n"), "a.csv line 2: no value for y"));
  CHECK(
      contains(csv.refusal("x,y\n1,2\nmany,3\n"), "line 3: x needs a finite number, got \"many\""));
  CHECK(contains(csv.refusal("x,y\nnan,2\n"), "line 2: x needs a finite number, got \"nan\""));
  CHECK(contains(csv.refusal("x,y\n1e999,2\n"), "x needs a finite number"));
  CHECK(contains(csv.refusal("x\n\"1\n"), "line 2: a quote is not closed"));
  CHECK(contains(csv.refusal(std::string(1000000, ',')), "line 1 has more than 1000 columns"));
  CHECK(contains(test::error_text([] { read_csv("/nowhere.csv"); }), "cannot read /nowhere.csv"));
}
