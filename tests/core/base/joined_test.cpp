#include <actlab/core/base/joined.h>

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace actlab;

namespace {

const std::vector<std::string> kThree = {"a", "b", "c"};

}  // namespace

TEST_CASE("joined: the separator stands between two, also beside an empty word") {
  CHECK(joined(std::vector<std::string>{}, ", ").empty());
  CHECK(joined(std::vector<std::string>{"a"}, ", ") == "a");
  CHECK(joined(kThree, " and ") == "a and b and c");
  CHECK(joined(std::vector<std::string>{"", "b", ""}, ",") == ",b,");
}

TEST_CASE("joined: elements are shown as text() shows them") {
  CHECK(joined(std::vector<double>{0.1, 1e-8, 1234567.0}, " ") == "0.1 1e-08 1.23457e+06");
  const char* const words[] = {"on", "off"};
  CHECK(joined(words, "|") == "on|off");
}

TEST_CASE("joined: a projection is a member or a function of the element") {
  const std::map<std::string, int> counts = {{"one", 1}, {"two", 2}};
  using Count = std::pair<const std::string, int>;
  CHECK(joined(counts, ", ", &Count::second) == "1, 2");
  CHECK(joined(counts, "; ", [](const Count& count) {
          return count.first + ": " + std::to_string(count.second);
        }) == "one: 1; two: 2");
}

TEST_CASE("joined: what is empty is left out on request") {
  CHECK(joined_nonempty({"", "diverged", "", "at step 3"}, "; ") == "diverged; at step 3");
  CHECK(joined_nonempty({"", ""}, "; ").empty());
  const auto without_b = [](const std::string& word) {
    return word == "b" ? "" : "<" + word + ">";
  };
  CHECK(joined_nonempty(kThree, ", ", without_b) == "<a>, <c>");
}

TEST_CASE("joined: of many the first, and how many more") {
  CHECK(joined_first(kThree, 3) == "a, b, c");
  CHECK(joined_first(kThree, 2) == "a, b and 1 more");
  CHECK(joined_first({}, 2).empty());
}

TEST_CASE("joined: a list in a sentence ends with and") {
  CHECK(joined_with_and({}).empty());
  CHECK(joined_with_and(std::span(kThree).first(1)) == "a");
  CHECK(joined_with_and(std::span(kThree).first(2)) == "a and b");
  CHECK(joined_with_and(kThree) == "a, b and c");
}
