// One HTML file for people: sections of text, interactive figures and tables, with everything that
// it needs inside (data, scripts, styles). It opens without a network, and may not use one: its
// Content-Security-Policy forbids to load anything.
//
//   Page page{.title = "A study", .sections = {{"best", "The best", "What came out."}}};
//   page.data.push_back({"trials", R"([{"reward": 0.9}])"});
//   page.script = "page.section('best', (section) => { ... page.data('trials') ... });";
//   std::string html = write_page(page);
//
// This room knows nothing of what a page is about. What a script may use beside d3 and Plot
// (third_party/) is `page`, made of the files in report/page/: elements, figures that follow the
// window's width, tables, sliders, and the state of the controls in the page's address. They and
// the libraries are part of the program (see actlab_embed in CMakeLists.txt), nothing is read when
// a page is written. The same page gives the same bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace actlab::report {

struct PageSection {
  std::string id;  // its anchor, and its name in the script: a-z, 0-9 and "-"
  std::string title;
  std::string text;  // plain text that says what it shows; an empty line begins a paragraph
};

struct PageData {
  std::string name;  // a-z, 0-9 and "-"
  std::string json;
};

struct Page {
  std::string title;
  std::string summary;  // plain text below the title
  std::vector<PageSection> sections{};
  std::vector<PageData> data{};
  std::string script{};  // JavaScript; runs after the libraries and `page`
  std::string style{};   // CSS beside that of all pages
  // d3 and Plot stand in the page; else its script brings them along and begins without them.
  bool has_libraries = true;
  // May run WebAssembly in a worker, both made of the page's own data. Still nothing is loaded.
  bool computes = false;
};

// All texts may hold anything; they are escaped. The script is trusted: it may not hold "</script"
// or "<!--", which would end it early. Throws Error for that, and for an id or a name that is
// used twice or has other characters. Styles are trusted as the script is.
std::string write_page(const Page& page);

// What is written into every page.
std::string_view page_libraries();
std::string_view page_style();
std::string_view page_script();

}  // namespace actlab::report
