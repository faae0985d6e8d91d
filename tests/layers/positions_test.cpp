#include <actlab/layers/positions.h>

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/error_text.h"
#include "tests/support/golden_json.h"

using namespace actlab;
using namespace actlab::layers;
using namespace actlab::test;

TEST_CASE("positions: are those of the paper") {
  const Json golden = golden_json("transformer/positions");
  CHECK(distance(sinusoidal_positions(6, 8), golden["interleaved_width_8"]) < 1e-7);
  const Json& wide = golden["width_512"];
  const Tensor table = sinusoidal_positions(4096, 512);
  const Indices rows = golden_indices(wide["positions"]),
                columns = golden_indices(wide["channels"]);
  const NaiveTensor expected = golden_values(wide["interleaved"]);
  REQUIRE(expected.shape == Shape{rows.elements(), columns.elements()});
  for (std::int64_t r = 0; r < rows.elements(); ++r) {
    for (std::int64_t c = 0; c < columns.elements(); ++c) {
      const double got{table.data()[rows[r] * 512 + columns[c]]};
      CHECK(std::abs(got - expected.at({r, c})) < 1e-7);
    }
  }
}

TEST_CASE("positions: a sentence goes on where it stood") {
  const Tensor all = sinusoidal_positions(9, 5), rest = sinusoidal_positions(4, 5, 5);
  CHECK(std::ranges::equal(all.values().subspan(25), rest.values()));
  CHECK(sinusoidal_positions(0, 5).shape() == Shape{0, 5});
  CHECK(error_of([] { sinusoidal_positions(3, -1); }) ==
        "[positions] length, width and first must not be negative, got 3, -1 and 0");
}
