#include <actlab/studies/report/sheet.h>

#include <algorithm>

#include <actlab/core/base/joined.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/report/page.h>
#include <actlab/report/svg.h>
#include <actlab/studies/findings/csv_field.h>

namespace actlab::studies {
namespace {

using report::escaped;

// A bar would end a cell.
std::string markdown_cell(const std::string& cell) {
  std::string result;
  for (const char c : cell) result += c == '|' ? std::string("\\|") : std::string(1, c);
  return result;
}

// Of UTF-8: what continues a character takes no place of its own.
std::size_t columns(const std::string& cell) {
  return static_cast<std::size_t>(std::ranges::count_if(
      cell, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string table(const Sheet& sheet) {
  std::vector<std::vector<std::string>> lines = {sheet.head};
  lines.insert(lines.end(), sheet.lines.begin(), sheet.lines.end());
  return markdown_table(lines);
}

std::string html_line(const std::vector<std::string>& cells, const std::string& tag) {
  std::string result = "<tr>";
  for (const std::string& cell : cells) {
    result += "<" + tag + ">" + escaped(cell) + "</" + tag + ">";
  }
  return result + "</tr>\n";
}

constexpr const char* kStyle =
    "\ntable { border-collapse: collapse; font-variant-numeric: tabular-nums; }\n"
    "th, td { text-align: left; padding: 0.15em 0.9em 0.15em 0; border-bottom: 1px solid #8884; }\n"
    "body { max-width: 76em; margin: 2em auto; padding: 0 1em; }\n";

}  // namespace

std::string markdown_table(std::vector<std::vector<std::string>> lines) {
  std::vector<std::size_t> widths(lines.front().size(), 3);
  for (auto& line : lines) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      line.at(i) = markdown_cell(line.at(i));
      widths[i] = std::max(widths[i], columns(line[i]));
    }
  }
  std::string result;
  for (std::size_t n = 0; n < lines.size(); ++n) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      result += "| " + lines[n][i] + std::string(widths[i] - columns(lines[n][i]) + 1, ' ');
    }
    result += "|\n";
    if (n > 0) continue;
    for (const std::size_t width : widths) result += "|" + std::string(width + 2, '-');
    result += "|\n";
  }
  return result;
}

std::string markdown(std::span<const Sheet> sheets) {
  std::string result;
  for (const Sheet& sheet : sheets) {
    result += (result.empty() ? "## " : "\n## ") + sheet.title + "\n\n";
    for (const std::string& note : sheet.notes) result += note + "\n\n";
    if (!sheet.lines.empty()) result += table(sheet);
  }
  return result;
}

std::string html(const std::string& title, std::span<const Sheet> sheets) {
  std::string result = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>" +
                       escaped(title) + "</title>\n<style>\n" + std::string(report::page_style()) +
                       kStyle + "</style>\n<h1>" + escaped(title) + "</h1>\n";
  for (const Sheet& sheet : sheets) {
    result += "<h2 id=\"" + sheet.id + "\">" + escaped(sheet.title) + "</h2>\n";
    for (const std::string& note : sheet.notes) result += "<p>" + escaped(note) + "</p>\n";
    if (sheet.lines.empty()) continue;
    result += "<table>\n<thead>" + html_line(sheet.head, "th") + "</thead>\n<tbody>\n";
    for (const auto& line : sheet.lines) result += html_line(line, "td");
    result += "</tbody>\n</table>\n";
  }
  return result + "</html>\n";
}

std::string csv(const Sheet& sheet) {
  std::string result = joined(sheet.head, ",", csv_field) + '\n';
  for (const auto& line : sheet.lines) result += joined(line, ",", csv_field) + '\n';
  return result;
}

std::vector<std::string> write_sheets(const std::string& name, const std::string& title,
                                      std::span<const Sheet> sheets) {
  std::vector<std::string> files = {name + ".md", name + ".html"};
  write_file(files[0], "# " + title + "\n\n" + markdown(sheets));
  write_file(files[1], html(title, sheets));
  for (const Sheet& sheet : sheets) {
    files.push_back(name + "-" + sheet.id + ".csv");
    write_file(files.back(), csv(sheet));
  }
  return files;
}

}  // namespace actlab::studies
