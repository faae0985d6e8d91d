#include <actlab/core/base/suggest.h>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace actlab;

TEST_CASE("edit distance counts insertions deletions replacements and swaps") {
  CHECK(edit_distance("sigmoid", "sigmoid") == 0);
  CHECK(edit_distance("sigmod", "sigmoid") == 1);
  CHECK(edit_distance("gleu", "gelu") == 1);
  CHECK(edit_distance("tanh", "sinh") == 2);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("ReLU", "relu") == 0);
}

TEST_CASE("only a near name is proposed and the first of equals") {
  const std::vector<std::string> names{"relu", "gelu", "selu", "softplus"};
  CHECK(nearest_name("reluu", names) == "relu");
  CHECK(nearest_name("helu", names) == "relu");
  CHECK(nearest_name("sofptlus", names) == "softplus");
  CHECK(nearest_name("quixotic", names).empty());
  CHECK(nearest_name("", names).empty());
  CHECK(nearest_name(std::string(100, 'a'), names).empty());
  CHECK(nearest_name("b", {"a"}).empty());
}

TEST_CASE("the end of a message proposes a name or nothing") {
  CHECK(did_you_mean("mihs", {"mish", "swish"}) == "; did you mean 'mish'?");
  CHECK(did_you_mean("table", {"mish", "swish"}).empty());
}
