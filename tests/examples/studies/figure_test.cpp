// ./run figure: the paper's figures, and those of a study.
#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "tests/examples/program_run.h"
#include "tests/examples/studies/small_study.h"

using namespace actlab;
using namespace actlab::test;

namespace {

std::int64_t count(const std::string& text, const std::string& part) {
  std::int64_t found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

}  // namespace

TEST_CASE("figure: without a number it says which figures there are") {
  const Run result = run("figure");
  CHECK(result.code == 0);
  CHECK(contains(result, "the Swish activation for several beta"));
  for (const char* number : {"9", "34", "2 --beta 1"}) {
    const Run unknown = run(std::string("figure ") + number);
    CHECK(unknown.code == 2);
    CHECK(contains(unknown, "'; this draws 3 to 8; see ./run figure --help"));
  }
}

TEST_CASE("figure: 3 draws the finds of the paper and 4 and 5 draw swish") {
  const Folder folder;
  REQUIRE(run("figure 3 --output " + folder / "3.svg").code == 0);
  CHECK(count(read(folder / "3.svg"), "<path") ==
        2 * 8);  // curves, and their samples in the legend
  CHECK(count(read(folder / "3.svg"), ">atan(x)^2 - x<") == 1);
  REQUIRE(run("figure 4 --beta 0.5,2 --output " + folder / "4.svg").code == 0);
  REQUIRE(run("figure 5 --beta 0.5,2 --output " + folder / "5.svg").code == 0);
  CHECK(count(read(folder / "4.svg"), "<path") == 2 * 2);
  CHECK(read(folder / "4.svg") != read(folder / "5.svg"));
}

TEST_CASE("figure: 3 draws the best of a study from its store or from its export") {
  const Folder folder;
  make_study(folder / "s.db", folder / "s.jsonl");
  const Run drawn = run("figure 3 small --store " + folder / "s.db" + " --output " + folder / "a");
  REQUIRE(drawn.code == 0);
  CHECK(drawn.output.starts_with("0.52  x * atan(x + 1)\n0.5  x + 0.1 * sin(x)\nwrote "));
  CHECK(run("figure 3 --from " + folder / "s.jsonl" + " --output " + folder / "b").code == 0);
  CHECK(read(folder / "a") == read(folder / "b"));
  const Run known = run("figure 3 small --known --top 2 --store " + folder / "s.db" + " --output " +
                        folder / "c");
  CHECK(contains(known, "0.51  max(0, x)\nwrote"));
}

TEST_CASE("figure: what cannot be drawn is refused in a sentence") {
  const Folder folder;
  make_study(folder / "s.db", folder / "s.jsonl");
  const Run missing = run("figure 3 large --store " + folder / "s.db");
  CHECK(missing.code == 2);
  CHECK(contains(missing, "small"));
  CHECK(contains(run("figure 4 --range 3 1"), "must go from a lower to a higher number: got 3 1"));
  std::ofstream(folder / "empty.jsonl") << R"({"study": "none"})" << '\n';
  const Run empty = run("figure 3 --from " + folder / "empty.jsonl");
  CHECK(empty.code == 2);
  CHECK(contains(empty,
                 "study 'none' has found no function that is not known already so far; "
                 "--known draws the known ones, too"));
}
