#include <actlab/datasets/text/sentence_pairs.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/datasets/file_bytes.h>
#include <actlab/datasets/text/text_line.h>

namespace actlab::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNamesShown = 10;

// Of all NAMEs for which the folder has files.
std::string names_in(const fs::path& folder, const Languages& languages) {
  std::set<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const fs::path& file = entry.path();
    const bool pair = file.extension() == "." + languages.source &&
                      fs::exists(fs::path(file).replace_extension(languages.goal), ignored);
    if (pair || file.extension() == ".tsv") names.insert(file.stem().string());
  }
  std::string list;
  std::size_t shown = 0;
  for (const std::string& name : names) {
    if (shown++ == kMostNamesShown) return list + ", ...";
    list += (list.empty() ? "" : ", ") + name;
  }
  return list.empty() ? "none" : list;
}

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  for (std::size_t begin = 0;;) {
    const std::size_t tab = line.find('\t', begin);
    cells.push_back(line.substr(begin, tab - begin));
    if (tab == std::string_view::npos) return cells;
    begin = tab + 1;
  }
}

std::size_t column_of(const std::vector<std::string_view>& header, const std::string& language,
                      const std::string& path) {
  const auto found = std::ranges::find(header, language);
  if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
  throw Error(text("[pairs] ", path, " has no column \"", language, "\"; line 1 names ",
                   joined(header, ", "), did_you_mean(language, {header.begin(), header.end()})));
}

SentencePairs pairs_of_table(const std::string& path, const Languages& languages) {
  const std::vector<std::string> lines = read_lines(path);
  const std::vector<std::string_view> header = cells_of(lines.front());
  const std::size_t source = column_of(header, languages.source, path);
  const std::size_t goal = column_of(header, languages.goal, path);
  SentencePairs pairs{path, {}, {}};
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string_view> cells = cells_of(lines[i]);
    if (cells.size() != header.size()) {
      throw Error(text("[pairs] ", path, " line ", i + 1, " has ", cells.size(),
                       " cells where line 1 has ", header.size()));
    }
    pairs.source.emplace_back(cells[source]);
    pairs.goal.emplace_back(cells[goal]);
  }
  return pairs;
}

}  // namespace

std::vector<std::string> read_lines(const std::string& path) {
  const std::vector<std::uint8_t> bytes = read_file_bytes(path);
  if (bytes.empty()) throw Error(text("[pairs] ", path, " is empty"));
  const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::string name = "[pairs] " + path;
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = std::min(all.find('\n', begin), all.size());
    lines.emplace_back(text_line(all.substr(begin, end - begin), std::ssize(lines) + 1, name));
    begin = end + 1;
  }
  return lines;
}

void write_lines(const std::string& path, const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += line + '\n';
  write_file(path, all);
}

SentencePairs open_pairs(const std::string& folder, const std::string& name,
                         const Languages& languages, const std::string& advice) {
  const std::string stem = (fs::path(folder) / name).string();
  const std::string source = stem + "." + languages.source, goal = stem + "." + languages.goal;
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) throw Error(text("[pairs] no folder ", folder));
  if (fs::exists(stem + ".tsv", ignored) && !fs::exists(source, ignored)) {
    return pairs_of_table(stem + ".tsv", languages);
  }
  for (const std::string& file : {source, goal}) {
    if (fs::exists(file, ignored)) continue;
    throw Error(text("[pairs] no file ", file, "; pairs of ", languages.source, " and ",
                     languages.goal, " in that folder: ", names_in(folder, languages),
                     advice.empty() ? "" : "; ", advice));
  }
  SentencePairs pairs{stem, read_lines(source), read_lines(goal)};
  if (pairs.source.size() != pairs.goal.size()) {
    throw Error(text("[pairs] line n of both files must belong together: ", source, " has ",
                     pairs.source.size(), " lines, ", goal, " has ", pairs.goal.size()));
  }
  return pairs;
}

}  // namespace actlab::datasets
