// README.md and docs/: what they show is what there is.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "tests/house/source_files.h"

using namespace actlab::house;
namespace fs = std::filesystem;

namespace {

const fs::path kRoot = ACTLAB_SOURCE_DIR;

std::vector<fs::path> documents() {
  std::vector<fs::path> paths{kRoot / "README.md"};
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / "docs")) {
    if (entry.path().extension() == ".md") paths.push_back(entry.path());
  }
  return paths;
}

std::vector<std::smatch> matches(const std::string& line, const std::regex& pattern) {
  return {std::sregex_iterator(line.begin(), line.end(), pattern), std::sregex_iterator()};
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string without_indentation(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    const std::size_t begin = line.find_first_not_of(' ');
    text += (begin == std::string::npos ? "" : line.substr(begin)) + "\n";
  }
  return text;
}

}  // namespace

// Lines are not linked to: their numbers are wrong after the next change above them.
TEST_CASE("documents: every link leads to a file that has what it names") {
  const std::regex link(R"((?:\[`(?:\w+::)*(\w+)[^`\]]*`)?\]\(([^)#:]+)(#L\d+)?[^):]*\))");
  for (const fs::path& document : documents()) {
    bool in_code = false;
    for (const std::string& line : read_lines(document)) {
      if (line.starts_with("```")) in_code = !in_code;
      if (in_code) continue;  // a lambda looks like a link
      for (const std::smatch& match : matches(line, link)) {
        const fs::path target = document.parent_path() / match[2].str();
        REQUIRE_MESSAGE(fs::exists(target), document.string(), ": ", match[2].str());
        CHECK_MESSAGE(!match[3].matched, document.string(), ": ", match[0].str());
        if (!match[1].matched || fs::is_directory(target)) continue;
        const bool there = target.string().find(match[1].str()) != std::string::npos ||
                           joined(read_lines(target)).find(match[1].str()) != std::string::npos;
        CHECK_MESSAGE(there, document.string(), ": ", match[0].str());
      }
    }
  }
}

TEST_CASE("documents: every command named is one of the script's") {
  const std::string script = joined(read_lines(kRoot / "run"));
  const std::regex command(R"(\./run ([a-z-]+))");
  for (const fs::path& document : documents()) {
    for (const std::string& line : read_lines(document)) {
      for (const std::smatch& match : matches(line, command)) {
        const std::regex branch("(^|\\n) +([a-z-]+ \\| )*" + match[1].str() + "( \\| [a-z-]+)*\\)");
        CHECK_MESSAGE(std::regex_search(script, branch), document.string(), ": ", match[0].str());
      }
    }
  }
}

// <!-- from training/loop.cpp --> stands above a block that quotes that file; the indentation may
// differ. All other C++ in the documents is compiled (tests/documents).
TEST_CASE("documents: what they quote stands in the source") {
  const std::regex quoted("<!-- from (.+) -->");
  int quotations = 0;
  for (const fs::path& document : documents()) {
    const std::vector<std::string> lines = read_lines(document);
    std::smatch match;
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
      if (!std::regex_match(lines[i], match, quoted)) continue;
      REQUIRE_MESSAGE(lines[i + 1] == "```cpp", document.string());
      const auto begin = lines.begin() + static_cast<std::ptrdiff_t>(i) + 2;
      const auto end = std::find(begin, lines.end(), "```");
      const std::string source = without_indentation(read_lines(kRoot / match[1].str()));
      const bool there = source.find(without_indentation({begin, end})) != std::string::npos;
      CHECK_MESSAGE(there, document.string(), ": ", lines[i]);
      ++quotations;
    }
  }
  CHECK(quotations >= 3);
}
