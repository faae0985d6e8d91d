#include <actlab/report/page.h>

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include <actlab/core/io/json.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::report;
using actlab::test::error_of;

namespace {

const std::string kHostile = "</script><script>alert('x')</script><!-- & \"quoted\"";

std::int64_t count(const std::string& text, const std::string& part) {
  std::int64_t found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  REQUIRE(from != text.npos);
  return text.substr(from + begin.size(), text.find(end, from) - from - begin.size());
}

}  // namespace

TEST_CASE("page: hostile text stays text wherever it stands") {
  const Page page{.title = kHostile,
                  .summary = kHostile,
                  .sections = {{"one", kHostile, kHostile}, {"two", "Two", "plain"}},
                  .data = {{"trials", Json({{"formula", kHostile}}).dump()}}};
  const std::string html = write_page(page);
  const std::string empty = write_page({.title = "", .summary = ""});
  CHECK(count(html, "<script") == count(empty, "<script") + 1);  // the data's own
  CHECK(count(html, "</script") == count(empty, "</script") + 1);
  CHECK(count(html, "<!--") == count(empty, "<!--"));
  CHECK(html.find("&lt;/script&gt;&lt;script&gt;alert(&#39;x&#39;)") != html.npos);
}

TEST_CASE("page: data comes back from the page as it went in") {
  const Json trials = {{"formula", kHostile}, {"rewards", {0.1, 1e-300, nullptr}}, {"x", "\u2028"}};
  const std::string html = write_page({"t", "s", {}, {{"trials", trials.dump()}}, ""});
  const std::string json = between(html, "id=\"json:trials\">", "</script>");
  CHECK(parse_json(json, "page") == trials);
}

TEST_CASE("page: nothing may be loaded and nothing is named that could be") {
  const std::string html = write_page({"t", "s", {{"one", "One", ""}}, {{"d", "[]"}}, ""});
  CHECK(html.find("default-src 'none'; script-src 'unsafe-inline'") != html.npos);
  for (const char* loading : {"<link", "<img", " src=\"", "<iframe", "@import", "url("}) {
    const std::string outside = html.substr(0, html.find("// https://d3js.org"));
    CHECK_MESSAGE(outside.find(loading) == outside.npos, loading);
    CHECK_MESSAGE(page_script().find(loading) == std::string_view::npos, loading);
  }
}

TEST_CASE("page: sections have anchors and headings and the contents lead to them") {
  const std::string html = write_page(
      {"t", "s", {{"first-one", "First", "a\nb\n\nc"}, {"second", "Second & last", ""}}, {}, ""});
  CHECK(html.find("<a href=\"#first-one\">First</a>\n<a href=\"#second\">Second &amp; last</a>") !=
        html.npos);
  CHECK(html.find("<section id=\"first-one\" aria-labelledby=\"first-one-title\">\n"
                  "<h2 id=\"first-one-title\">First</h2>\n<p>a b</p>\n<p>c</p>\n</section>") !=
        html.npos);
  CHECK(write_page({"t", "s", {{"only", "Only", ""}}, {}, ""}).find("<nav") == html.npos);
}

TEST_CASE("page: a script that would end early and names that clash are refused") {
  const auto with_script = [](const std::string& script) {
    return error_of([&] { write_page({"t", "s", {}, {}, script}); });
  };
  CHECK(with_script("const a = '</SCRIPT>';") ==
        "[page] a script may not hold '</script', which would end it early");
  CHECK(with_script("// <!-- old") ==
        "[page] a script may not hold '<!--', which would end it early");
  CHECK(error_of([] {
          write_page({"t", "s", {{"a b", "", ""}}, {}, ""});
        }) == "[page] section 'a b' must be of a-z, 0-9 and '-'");
  CHECK(error_of([] {
          write_page({"t", "s", {}, {{"", "1"}}, ""});
        }) == "[page] data '' must be of a-z, 0-9 and '-'");
  CHECK(error_of([] {
          write_page({"t", "s", {{"a", "", ""}, {"a", "", ""}}, {}, ""});
        }) == "[page] section 'a' is used twice");
}

TEST_CASE("page: the libraries and the page's own files are inside and cannot end their script") {
  const auto content = [](const std::string& path) {
    std::ifstream file(std::string(ACTLAB_SOURCE_DIR "/") + path);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  };
  CHECK(page_libraries() == content("third_party/d3/d3.min.js") +
                                content("third_party/observable-plot/plot.umd.min.js"));
  CHECK(page_script().find("page.slider = ") != std::string_view::npos);
  CHECK(page_style() == content("report/page/page.css"));
  for (const std::string_view script : {page_libraries(), page_script()}) {
    CHECK(script.find("</script") == std::string_view::npos);
    CHECK(script.find("<!--") == std::string_view::npos);
  }
}
