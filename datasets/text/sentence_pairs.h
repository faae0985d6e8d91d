// Sentences and their translations.
//
//   FOLDER      NAME.en and NAME.de (any two languages), one sentence a line, line n of both a
//   pair;
//               or NAME.tsv with a line of column names, of which two are the languages
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace actlab::datasets {

struct SentencePairs {
  std::string name;                 // "FOLDER/train", for messages
  std::vector<std::string> source;  // what is translated
  std::vector<std::string> goal;    // into what; as many

  std::int64_t size() const { return static_cast<std::int64_t>(source.size()); }
};

struct Languages {
  std::string source = "en";
  std::string goal = "de";
};

// Lines of a text file; the end of a line may be \n or \r\n (text_line.h). Throws Error naming file
// and line for what is no valid UTF-8 or holds a zero byte, and for a file that cannot be read or
// is empty.
std::vector<std::string> read_lines(const std::string& path);
// Each with \n behind it, as read_lines() reads them back.
void write_lines(const std::string& path, const std::vector<std::string>& lines);

// Throws Error where the files are missing (with what the folder does have, and `advice`), are of
// unequal length (with both), or a tab-separated file lacks a column or a cell. Empty lines are
// kept.
SentencePairs open_pairs(const std::string& folder, const std::string& name,
                         const Languages& languages, const std::string& advice = "");

}  // namespace actlab::datasets
