// A table with its heading and what a reader must know of it, as Markdown, HTML and CSV.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace actlab::studies {

struct Sheet {
  std::string id;  // a file name: "table4"
  std::string title;
  std::vector<std::string> notes;  // a paragraph each
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> lines;  // as many cells as the head has
};

// The first line is the head, as long as each of the others; columns are padded, so that a terminal
// shows them too, and bars are escaped.
std::string markdown_table(std::vector<std::vector<std::string>> lines);
// The title as a heading, the notes, the table with columns of equal width.
std::string markdown(std::span<const Sheet> sheets);
// One page that needs nothing beside itself.
std::string html(const std::string& title, std::span<const Sheet> sheets);
// Head and lines alone (RFC 4180).
std::string csv(const Sheet& sheet);

// NAME.md, NAME.html, and NAME-ID.csv for each sheet. Their names.
std::vector<std::string> write_sheets(const std::string& name, const std::string& title,
                                      std::span<const Sheet> sheets);

}  // namespace actlab::studies
