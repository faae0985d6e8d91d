#include <actlab/core/base/formatted.h>

#include <doctest/doctest.h>

#include <cwchar>
#include <limits>
#include <string>

#include "tests/support/error_text.h"

using namespace actlab;

TEST_CASE("formatted is what printf prints") {
  CHECK(formatted("nothing") == "nothing");
  CHECK(formatted("%s", "") == "");
  CHECK(formatted("%.2f %%", 41.5) == "41.50 %");
  CHECK(formatted("%+.1f to %+.1f", -0.25, 0.75) == "-0.2 to +0.8");
  CHECK(formatted("%lld:%02lld", 7LL, 5LL) == "7:05");
  CHECK(formatted("%.*g", 3, 1234567.0) == "1.23e+06");
  CHECK(formatted("%-6.*s|", 3, "abcdef") == "abc   |");
  CHECK(formatted("%.9g", std::numeric_limits<double>::infinity()) == "inf");
}

TEST_CASE("formatted cuts nothing off at any length") {
  for (const std::size_t length : {126u, 127u, 128u, 129u, 5000u}) {
    const std::string word(length, 'x');
    CHECK(formatted("%s", word.c_str()) == word);
    CHECK(formatted("%s, %d", word.c_str(), 42) == word + ", 42");
  }
  CHECK(formatted("%.1f", 1e300).size() == 303);
}

TEST_CASE("exact_text: few digits where they are enough, and all where a number needs them") {
  CHECK(exact_text(1.0) == "1");
  CHECK(exact_text(0.1) == "0.1");
  CHECK(exact_text(1e6) == "1e+06");
  CHECK(exact_text(0.9999999) == "0.9999999");
  CHECK(exact_text(1.0000001) == "1.0000001");
  CHECK(exact_text(1.0 / 3.0) == "0.3333333333333333");
  CHECK(exact_text(std::numeric_limits<double>::infinity()) == "inf");
  CHECK(exact_text(-std::numeric_limits<double>::quiet_NaN()).find("nan") != std::string::npos);
}

TEST_CASE("formatted: what printf refuses is an error with the format") {
  const std::wint_t euro = 0x20ac;  // not a character of the C locale
  const auto refused = [&] { formatted("%lc", euro); };
  CHECK(test::error_text(refused) == "[formatted] printf cannot print as \"%lc\"");
}
