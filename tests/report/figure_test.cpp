#include <actlab/report/figure.h>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <string_view>

#include <actlab/core/base/error.h>
#include <actlab/report/svg.h>

using namespace actlab::report;
using actlab::Error;

namespace {

int count(std::string_view text, std::string_view part) {
  int found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

Figure figure_of(const Series& series) { return {.title = "t", .panels = {{.series = {series}}}}; }

}  // namespace

TEST_CASE("svg: text is escaped and control characters are dropped") {
  CHECK(escaped("a<b> & \"c\" 'd'\x01\n") == "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
}

TEST_CASE("svg: what is no UTF-8, or no character of XML, is replaced") {
  const std::string other = "\uFFFD";
  for (const char* bad : {"\xff", "\x80", "\xc0", "\xce", "\xf5", "\xe2\x82"}) {
    const std::string cleaned = escaped(std::string("a") + bad + "b");
    CHECK(cleaned.starts_with("a" + other));
    CHECK(cleaned.ends_with(other + "b"));
  }
  CHECK(escaped("\xc0\x80") == other + other);  // not the shortest
  CHECK(escaped("\xe0\x80\x80") == other + other + other);
  CHECK(escaped("\xed\xa0\x80") == other + other + other);              // half of a pair
  CHECK(escaped("\xf4\x90\x80\x80") == other + other + other + other);  // beyond the last
  CHECK(escaped("\xef\xbf\xbf") == other + other + other);              // U+FFFF
  CHECK(escaped("\u00e9 \u03b2 \u2026 \U0001F600 \uFFFD") ==
        "\u00e9 \u03b2 \u2026 \U0001F600 \uFFFD");
  const std::string label = "\xff";
  const std::string picture =
      draw({.title = label,
            .panels = {{.title = label,
                        .x = {.label = label},
                        .y = {.label = label},
                        .series = {{.label = label, .x = {0, 1}, .y = {0, 1}}}}},
            .note = label});
  CHECK(picture.find('\xff') == picture.npos);
}

TEST_CASE("svg: coordinates are tenths of a pixel") {
  CHECK(pixels(12.34) == "12.3");
  CHECK(pixels(40.0) == "40");
  CHECK(pixels(-0.01) == "0");
}

TEST_CASE("svg: a text that is too wide ends in an ellipsis and never in half a character") {
  CHECK(fitted("swish", 12, 200) == "swish");
  const std::string cut = fitted("ββββββββββββββββ", 12, 60);
  CHECK(text_width(cut, 12) <= 60);
  CHECK(cut.ends_with("β\u2026"));
}

TEST_CASE("figure: the same figure gives the same bytes") {
  const Figure figure = figure_of({.label = "a", .x = {0, 1, 2}, .y = {0, 1, 4}});
  CHECK(draw(figure) == draw(figure));
  CHECK(draw(figure).starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  CHECK(draw(figure).ends_with("</svg>\n"));
}

TEST_CASE("figure: a point that is not finite breaks the line") {
  const Series whole{.label = "", .x = {0, 1, 2, 3, 4}, .y = {0, 1, 2, 1, 0}};
  Series broken = whole;
  broken.y[2] = NAN;
  CHECK(count(draw(figure_of(whole)), "<path") == 1);
  CHECK(count(draw(figure_of(broken)), "<path") == 2);
  CHECK(draw(figure_of(broken)).find("nan") == std::string::npos);
}

TEST_CASE("figure: a point between two breaks is a dot") {
  const Series series{.label = "", .x = {0, 1, 2}, .y = {NAN, 1, NAN}};
  CHECK(count(draw(figure_of(series)), "<circle") == 1);
}

TEST_CASE("figure: a panel without finite values says so") {
  const Series series{.label = "", .x = {0, 1}, .y = {NAN, INFINITY}};
  CHECK(count(draw(figure_of(series)), "no finite values") == 1);
}

TEST_CASE("figure: series of one label share a colour and one legend entry") {
  const Series series{.label = "beta = 1", .x = {0, 1}, .y = {0, 1}};
  const Series other{.label = "beta = 2", .x = {0, 1}, .y = {1, 0}};
  const std::string svg = draw({.panels = {{.series = {series, other}}, {.series = {series}}}});
  CHECK(count(svg, "beta = 1") == 1);
  CHECK(count(svg, "stroke=\"#0072b2\"") == 3);  // legend and two panels
  CHECK(count(svg, "stroke=\"#d55e00\"") == 2);
}

TEST_CASE("figure: the eighth series has the first colour and a dash") {
  Figure figure{.panels = {{}}};
  for (int i = 0; i < 8; ++i) {
    figure.panels[0].series.push_back(
        {.label = std::to_string(i), .x = {0, 1}, .y = {0.0, 1.0 * i}});
  }
  CHECK(count(draw(figure), "stroke-dasharray") == 2);  // in the legend and in the panel
}

TEST_CASE("figure: long curves keep their extremes and stay small") {
  Series series{.label = ""};
  for (int i = 0; i < 200000; ++i) {
    series.x.push_back(i);
    series.y.push_back(i == 100001 ? 50.0 : i % 2);
  }
  const std::string svg = draw(figure_of(series));
  CHECK(svg.size() < 80000);
  Series without = series;
  without.y[100001] = 1;
  Figure fixed = figure_of(without);
  fixed.panels[0].y.range = Range{-2, 52};
  Figure peaked = figure_of(series);
  peaked.panels[0].y.range = Range{-2, 52};
  CHECK(draw(fixed) != draw(peaked));
}

TEST_CASE("figure: an axis of whole numbers has no tick between them") {
  Figure figure = figure_of({.label = "", .x = {1, 2, 3}, .y = {0.1, 0.2, 0.3}, .markers = true});
  CHECK(draw(figure).find(">1.5<") != std::string::npos);
  figure.panels[0].x.whole = true;
  CHECK(draw(figure).find(">1.5<") == std::string::npos);
  for (const char* tick : {">1<", ">2<", ">3<"}) {
    CHECK(draw(figure).find(tick) != std::string::npos);
  }
  figure.panels[0].series[0] = {.label = "", .x = {1}, .y = {0.1}, .markers = true};
  CHECK(count(draw(figure), ">1<") == 1);
}

TEST_CASE("figure: markers a ring and a band are drawn where asked for") {
  Series series{.label = "", .x = {1, 2, 3}, .y = {2, 3, 4}, .markers = true, .open_end = true};
  CHECK(count(draw(figure_of(series)), "<circle") == 3 + 1);
  CHECK(count(draw(figure_of(series)), "fill=\"#ffffff\" stroke=\"#0072b2\"") == 1);
  CHECK(count(draw(figure_of(series)), "fill-opacity") == 0);
  series.low = {1, 2, 3};
  series.high = {9, 9, 9};
  const std::string svg = draw(figure_of(series));
  CHECK(count(svg, "fill-opacity") == 1);
  CHECK(svg.find(">8<") != std::string::npos);  // the axis has room for it
  series.high = {9, NAN, 9};
  series.low = {1, NAN, 3};
  CHECK(count(draw(figure_of(series)), "fill-opacity") == 2);
}

TEST_CASE("figure: a note stands below the panels") {
  Figure figure = figure_of({.label = "", .x = {0, 1}, .y = {0, 1}});
  const std::string without = draw(figure);
  figure.note = "Ring: a run that has not ended.";
  CHECK(count(draw(figure), figure.note) == 1);
  CHECK(draw(figure).size() > without.size());
}

TEST_CASE("figure: what cannot be drawn is refused with a reason") {
  CHECK_THROWS_WITH_AS(draw({}), "[figure] a figure needs at least one panel", Error);
  CHECK_THROWS_WITH_AS(draw(figure_of({.label = "a", .x = {1, 2}, .y = {1}})),
                       "[figure] a curve needs one y for each x: 'a' has 2 x and 1 y", Error);
  CHECK_THROWS_WITH_AS(
      draw(figure_of({.label = "a", .x = {1}, .y = {1}, .low = {0}})),
      "[figure] a band needs its low and its high for each x: 'a' has 1 x, 1 low and 0 high",
      Error);
  Figure figure = figure_of({.label = "a", .x = {1}, .y = {1}});
  figure.panels[0].x.range = Range{2, 2};
  CHECK_THROWS_WITH_AS(
      draw(figure), "[figure] an axis must run from a lower to a higher finite number: got 2 to 2",
      Error);
  figure.panels[0].x = {.range = Range{0, 2}, .logarithmic = true};
  CHECK_THROWS_WITH_AS(draw(figure), "[figure] a logarithmic axis must stay above zero: got 0 to 2",
                       Error);
}
