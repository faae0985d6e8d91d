// Places that must say the same: what a room links and what it includes, numbers and enumerators.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "tests/house/source_files.h"

using namespace actlab::house;
namespace fs = std::filesystem;

namespace {

struct Room {
  std::string name, folder;
  std::set<std::string> links;
};

// By name, as the calls of actlab_room() in the folders' CMakeLists.txt say.
std::map<std::string, Room> rooms() {
  static const std::regex call(R"(actlab_room\(([a-z]+)([^)]*)\))");
  std::map<std::string, Room> result;
  for (const auto& entry : fs::recursive_directory_iterator(ACTLAB_SOURCE_DIR)) {
    const std::string path = fs::relative(entry.path(), ACTLAB_SOURCE_DIR).generic_string();
    const bool is_room = path.ends_with("/CMakeLists.txt") && !path.starts_with("build");
    if (!is_room || path.starts_with("tests/")) continue;
    std::string text;
    for (const std::string& line : read_lines(entry.path())) text += line + "\n";
    for (std::sregex_iterator match(text.begin(), text.end(), call), end; match != end; ++match) {
      Room room{(*match)[1].str(), path.substr(0, path.rfind('/')), {}};
      std::istringstream words((*match)[2].str());
      bool linked = false;
      for (std::string word; words >> word;) {
        const bool keyword = std::isupper(static_cast<unsigned char>(word[0])) != 0;
        if (keyword) linked = word == "LINK";
        if (!keyword && linked) room.links.insert(word);
      }
      result[room.name] = room;
    }
  }
  return result;
}

std::set<std::string> included_rooms(const Room& room, const std::map<std::string, Room>& all,
                                     const std::vector<SourceFile>& files) {
  std::set<std::string> result;
  for (const SourceFile& file : files) {
    if (!file.path.starts_with(room.folder + "/")) continue;
    for (const std::string& include : file.includes()) {
      for (const auto& [name, other] : all) {
        const bool own = other.folder == room.folder;
        if (!own && include.starts_with(other.folder + "/")) result.insert(name);
      }
    }
  }
  return result;
}

}  // namespace

TEST_CASE("house: a room links the rooms that it includes, and no other") {
  const std::vector<SourceFile> files = source_files();
  const std::map<std::string, Room> all = rooms();
  REQUIRE(all.size() > 10);
  for (const auto& entry : all) {
    const Room& room = entry.second;
    const std::set<std::string> included = included_rooms(room, all, files);
    for (const std::string& link : room.links) {
      CHECK_MESSAGE(included.contains(link), room.name, " links ", link, " for nothing");
    }
    for (const std::string& other : included) {
      CHECK_MESSAGE(room.links.contains(other), room.name, " includes ", other, ", not linked");
    }
  }
}

TEST_CASE("house: README lists every room") {
  const std::vector<std::string> lines = read_lines(fs::path(ACTLAB_SOURCE_DIR) / "README.md");
  for (const auto& entry : rooms()) {
    const std::string& folder = entry.second.folder;
    const bool there = std::ranges::any_of(lines, [&](const std::string& line) {
      return line.starts_with(folder + " ") || line.starts_with(folder + "/ ");
    });
    CHECK_MESSAGE(there, folder, " is missing in README.md's list");
  }
}

// A switch tells of an enumerator that was forgotten, an array gives it another's name.
TEST_CASE("house: names of enumerators come from a switch") {
  static const std::regex lookup(R"(\bkNames\[static_cast<)");
  for (const SourceFile& file : source_files()) {
    for (const std::string& line : file.lines) {
      CHECK_MESSAGE(!std::regex_search(line, lookup), file.path, ": ", line);
    }
  }
}

TEST_CASE("house: no two purposes of random numbers share a stream") {
  static const std::regex declared(R"(Purpose (k\w+)\{(\d+)\})"), listed(R"(^  (\w+) = (\d+),$)");
  std::map<std::string, std::string> name_of;
  for (const SourceFile& file : source_files()) {
    const bool lists = file.path == "core/base/random.h";
    for (const std::string& line : file.lines) {
      std::smatch match;
      if (!std::regex_search(line, match, lists ? listed : declared)) continue;
      const auto place = name_of.emplace(match[2], match[1]);
      CHECK_MESSAGE(place.second, place.first->second, " and ", match[1].str(), " are both ",
                    match[2].str());
    }
  }
  CHECK(name_of.size() >= 12);
}
