#include <actlab/datasets/images/labels_file.h>

#include <algorithm>
#include <fstream>
#include <map>

#include <actlab/core/base/error.h>

namespace actlab::datasets {
namespace {

namespace fs = std::filesystem;

struct Line {
  std::size_t number;
  std::vector<std::string> words;
};

std::vector<Line> lines_of(const fs::path& file) {
  std::ifstream stream(file);
  if (!stream) throw Error(text("[folder] cannot read ", file.string()));
  std::vector<Line> lines;
  std::size_t number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    std::vector<std::string> words;
    constexpr const char* kBetween = " \t\r,";
    for (auto at = line.find_first_not_of(kBetween); at != std::string::npos;) {
      const auto end = std::min(line.find_first_of(kBetween, at), line.size());
      words.push_back(line.substr(at, end - at));
      at = line.find_first_not_of(kBetween, end);
    }
    const bool is_heading = number == 1 && !words.empty() && words.front() == "ImageId";
    if (!words.empty() && !is_heading) lines.push_back({number, std::move(words)});
  }
  if (stream.bad()) throw Error(text("[folder] cannot read ", file.string()));
  return lines;
}

[[noreturn]] void refuse(const fs::path& file, const std::string& what) {
  throw Error(text("[folder] ", file.string(), ": ", what));
}

std::string without_ending(const std::string& name) { return fs::path(name).stem().string(); }

std::vector<std::string> by_order(const fs::path& file, const std::vector<Line>& lines,
                                  std::size_t images) {
  if (lines.size() != images) {
    refuse(file, text("it names ", lines.size(), " classes for ", images, " images"));
  }
  std::vector<std::string> classes;
  for (const Line& line : lines) classes.push_back(line.words.front());
  return classes;
}

}  // namespace

std::optional<fs::path> find_labels_file(const std::vector<fs::path>& folders) {
  for (const fs::path& place : folders) {
    for (const std::string_view name : kLabelsFiles) {
      if (fs::is_regular_file(place / name)) return place / name;
    }
  }
  return {};
}

std::vector<std::string> read_labels(const fs::path& file, const std::vector<std::string>& images) {
  const std::vector<Line> lines = lines_of(file);
  if (lines.empty()) refuse(file, "it names no class");
  if (lines.front().words.size() == 1) return by_order(file, lines, images.size());
  std::map<std::string, const Line*> by_name;
  for (const Line& line : lines) {
    if (line.words.size() < 2) refuse(file, text("line ", line.number, " names no class"));
    by_name[without_ending(line.words[0])] = &line;
  }
  std::vector<std::string> classes;
  for (const std::string& image : images) {
    const auto found = by_name.find(without_ending(image));
    if (found == by_name.end()) refuse(file, text("no line is of ", image));
    classes.push_back(found->second->words[1]);
  }
  if (by_name.size() > images.size()) {
    refuse(file,
           text("it has lines for ", by_name.size(), " images, and there are ", images.size()));
  }
  return classes;
}

}  // namespace actlab::datasets
