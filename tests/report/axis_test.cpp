#include <actlab/core/base/joined.h>
#include <actlab/report/axis.h>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

using namespace actlab::report;

namespace {

std::string labels(const std::vector<Tick>& ticks) {
  return actlab::joined(ticks, " ", &Tick::label);
}

}  // namespace

TEST_CASE("axis: steps are 1 2 or 5 times a power of ten and never below what was asked") {
  CHECK(nice_step(1.0) == 1.0);
  CHECK(nice_step(1.1) == 2.0);
  CHECK(nice_step(0.021) == doctest::Approx(0.05));
  CHECK(nice_step(51.0) == 100.0);
  CHECK(nice_step(3e-7) == doctest::Approx(5e-7));
}

TEST_CASE("axis: linear labels share their decimals and use a true minus") {
  CHECK(labels(axis_ticks({-1.0, 1.0}, false, 5)) == "\u22121.0 \u22120.5 0.0 0.5 1.0");
  CHECK(labels(axis_ticks({-5.0, 5.0}, false, 6)) == "\u22124 \u22122 0 2 4");
  CHECK(labels(axis_ticks({0.0, 3e7}, false, 3)) == "0 1e7 2e7 3e7");
}

TEST_CASE("axis: a tick stands on an end of the range in spite of rounding") {
  CHECK(labels(axis_ticks({0.1 + 0.2, 0.6}, false, 3)) == "0.3 0.4 0.5 0.6");
}

TEST_CASE("axis: logarithmic ticks are powers of ten and finer where the range is short") {
  CHECK(labels(axis_ticks({0.001, 1000.0}, true, 8)) == "0.001 0.01 0.1 1 10 100 1e3");
  CHECK(labels(axis_ticks({0.09, 3.0}, true, 8)) == "0.1 0.2 0.5 1 2");
  CHECK(labels(axis_ticks({0.6, 2.4}, true, 8)) == "0.7 1 2");
  CHECK(labels(axis_ticks({1.0, 2.0}, true, 5)) == "1.0 1.2 1.4 1.6 1.8 2.0");
  CHECK(axis_ticks({1e-30, 1e30}, true, 6).size() <= 7);
}

TEST_CASE("axis: numbers are compact") {
  CHECK(compact_number(-1.2784645) == "-1.27846");
  CHECK(compact_number(0.0000123456789, 3) == "1.23e-5");
  CHECK(compact_number(-0.0) == "0");
  CHECK(compact_number(1e100) == "1e100");
  CHECK(compact_number(-INFINITY) == "-inf");
  CHECK(compact_number(NAN) == "nan");
}

TEST_CASE("axis: the range leaves out what cannot be drawn") {
  const Range range = padded_range({1.0, NAN, 3.0, INFINITY}, false);
  CHECK(range.low == doctest::Approx(0.92));
  CHECK(range.high == doctest::Approx(3.08));
  const Range positive = padded_range({-1.0, 0.0, 0.01, 100.0}, true);
  CHECK(positive.low > 0.005);
  CHECK(positive.low < 0.01);
}

TEST_CASE("axis: no value and one value give a range of positive width") {
  CHECK(padded_range({}, false).high > padded_range({}, false).low);
  CHECK(padded_range({NAN}, true).low > 0.0);
  for (const double value : {0.0, 7.0, -3e-9}) {
    const Range range = padded_range({value, value}, false);
    CHECK(range.low < value);
    CHECK(range.high > value);
  }
}
