#include <actlab/core/base/quantile.h>

#include <doctest/doctest.h>

using namespace actlab;

TEST_CASE("quantile: ends, median, and between neighbours") {
  CHECK(quantile({7.0}, 0.3) == 7.0);
  const std::vector<double> sorted = {1.0, 2.0, 4.0, 8.0, 16.0};
  CHECK(quantile(sorted, 0.0) == 1.0);
  CHECK(quantile(sorted, 1.0) == 16.0);
  CHECK(quantile(sorted, 0.5) == 4.0);
  CHECK(quantile(sorted, 0.625) == 6.0);
}
