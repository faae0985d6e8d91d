#include <actlab/report/page.h>

#include <algorithm>
#include <set>

#include <actlab/core/base/error.h>
#include <actlab/report/svg.h>

namespace actlab::report {
namespace {

// 'unsafe-inline' is what a page of one file needs; nothing else may run or be loaded. Pictures may
// come from the page itself.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

constexpr std::string_view kComputingPolicy =
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; "
    "style-src 'unsafe-inline'; img-src data: blob:";

void check_name(const std::string& name, const char* what, std::set<std::string>& taken) {
  const bool usable = std::ranges::all_of(
      name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  if (name.empty() || !usable) {
    throw Error(text("[page] ", what, " '", name, "' must be of a-z, 0-9 and '-'"));
  }
  if (!taken.insert(name).second) throw Error(text("[page] ", what, " '", name, "' is used twice"));
}

// Either sequence would switch the HTML reader away from the script (HTML standard, "Restrictions
// for contents of script elements"); there the case of letters does not count.
void check_script(std::string script) {
  std::ranges::transform(script, script.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const char* forbidden : {"</script", "<!--"}) {
    if (script.find(forbidden) != script.npos) {
      throw Error(text("[page] a script may not hold '", forbidden, "', which would end it early"));
    }
  }
}

// In JSON "<" stands in strings only, where \u003c means the same.
std::string escaped_json(const std::string& json) {
  std::string result;
  result.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      result += "\\u003c";
    } else {
      result += c;
    }
  }
  return result;
}

std::string paragraphs(const std::string& text) {
  std::string html;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find("\n\n", begin), text.size());
    std::string paragraph = text.substr(begin, end - begin);
    std::ranges::replace(paragraph, '\n', ' ');
    if (!paragraph.empty()) html += "<p>" + escaped(paragraph) + "</p>\n";
    begin = end + 2;
  }
  return html;
}

std::string head(const Page& page) {
  return text("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
              "<meta http-equiv=\"Content-Security-Policy\" content=\"",
              page.computes ? kComputingPolicy : kPolicy, "\">\n",
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
              "<meta name=\"color-scheme\" content=\"light dark\">\n", "<title>",
              escaped(page.title), "</title>\n", "<style>\n", page_style(), page.style,
              "</style>\n</head>\n");
}

std::string contents(const Page& page) {
  if (page.sections.size() < 2) return "";
  std::string html = "<nav aria-label=\"Contents\">\n";
  for (const PageSection& section : page.sections) {
    html += "<a href=\"#" + section.id + "\">" + escaped(section.title) + "</a>\n";
  }
  return html + "</nav>\n";
}

std::string body(const Page& page) {
  std::string html = "<body>\n<header>\n<h1>" + escaped(page.title) + "</h1>\n" +
                     paragraphs(page.summary) + "</header>\n" + contents(page) + "<main>\n" +
                     "<noscript><p class=\"problem\">The figures of this page are drawn by "
                     "scripts, which are switched off here.</p></noscript>\n";
  for (const PageSection& section : page.sections) {
    html += "<section id=\"" + section.id + "\" aria-labelledby=\"" + section.id + "-title\">\n" +
            "<h2 id=\"" + section.id + "-title\">" + escaped(section.title) + "</h2>\n" +
            paragraphs(section.text) + "</section>\n";
  }
  return html + "</main>\n";
}

}  // namespace

std::string write_page(const Page& page) {
  std::set<std::string> ids;
  std::set<std::string> names;
  for (const PageSection& section : page.sections) check_name(section.id, "section", ids);
  for (const PageData& data : page.data) check_name(data.name, "data", names);
  check_script(page.script);
  std::string html = head(page) + body(page);
  for (const PageData& data : page.data) {
    html += "<script type=\"application/json\" id=\"json:" + data.name + "\">" +
            escaped_json(data.json) + "</script>\n";
  }
  if (page.has_libraries) html += text("<script>\n", page_libraries(), "</script>\n");
  html += text("<script>\n", page_script(), "</script>\n");
  // In a block of its own, so that its names cannot clash with those of the browser.
  html += text("<script>\n{\n", page.script, "\n}\npage.finish();\n</script>\n</body>\n</html>\n");
  return html;
}

}  // namespace actlab::report
