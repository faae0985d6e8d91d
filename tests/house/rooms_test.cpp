// The rules that keep the house in order, checked on the files themselves.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/house/source_files.h"

using namespace actlab::house;

namespace {

// Ground floor first. A room may include itself and rooms that stand before it here.
const std::vector<std::string> kFloors = {"core/base",
                                          "core/kernels/vector",
                                          "core/kernels/program",
                                          "core/kernels/rows",
                                          "core/kernels/attention",
                                          "core/kernels/channels",
                                          "core/kernels/convolution",
                                          "core/kernels",  // gemm
                                          "core/formula/language",
                                          "core/formula/calculus",
                                          "core/formula/compiler",
                                          "core/formula/analysis",
                                          "core/tensor",
                                          "core/ops",
                                          "core/io",
                                          "layers",
                                          "optim",
                                          "datasets",
                                          "report",
                                          "training",
                                          "tasks",
                                          "dynamics",
                                          "playground",
                                          "studies/store",
                                          "studies/running",
                                          "studies/findings",
                                          "studies/report",
                                          "search",
                                          "examples",
                                          "bench",
                                          "tests"};

// Neighbours on one floor, and what a room is kept from although it lies below.
const std::map<std::string, std::vector<std::string>> kKeptApart = {
    {"core/tensor", {"core/kernels", "core/formula/"}},
    {"optim", {"layers"}},
    {"datasets", {"layers", "optim"}},
    {"report", {"layers", "optim", "datasets"}},
    {"studies", {"dynamics", "playground"}},
    {"search", {"playground"}}};

// A dependency, as its headers begin, and the only files that may include it.
const std::map<std::string, std::vector<std::string>> kSeams = {
    {"sys/mman.h", {"core/base/platform.cpp"}},
    {"sys/prctl.h", {"core/base/platform.cpp"}},
    {"sys/vfs.h", {"core/base/platform.cpp"}},
    {"linux/", {"core/base/platform.cpp"}},
    {"cblas", {"core/kernels/gemm.cpp"}},
    {"tbb/", {"core/base/parallel.cpp"}},
    {"oneapi/", {"core/base/parallel.cpp"}},
    {"stb", {"datasets/images/stb_decoder.cpp"}},
    {"jpeglib", {"datasets/images/jpeg.cpp"}},
    {"spng", {"datasets/images/png.cpp"}},
    {"sleef", {"core/kernels/vector/elementary.h"}},
    {"immintrin", {"core/kernels/vector/vector.h"}},
    {"nlohmann/", {"core/io/json.h", "core/io/json.cpp"}},
    {"sqlite3.h", {"studies/store/sqlite_store.cpp"}},
    {"libpq-fe.h", {"studies/store/postgres_store.cpp"}},
    {"CLI/", {"examples/command_line.h"}},
    {"benchmark/", {"bench/"}},
    {"doctest/", {"tests/"}}};

// The floor whose folder holds the file; kFloors.size() for a library's header.
std::ptrdiff_t floor_of(const std::string& path) {
  const auto holds = [&](const std::string& room) { return path.starts_with(room + "/"); };
  return std::ranges::find_if(kFloors, holds) - kFloors.begin();
}

// What a line names by a pattern with one group.
std::set<std::string> named(const std::string& line, const std::regex& pattern) {
  std::set<std::string> names;
  for (std::sregex_iterator each(line.begin(), line.end(), pattern), end; each != end; ++each) {
    names.insert((*each)[1]);
  }
  return names;
}

}  // namespace

TEST_CASE("house: includes go down only") {
  for (const SourceFile& file : source_files()) {
    REQUIRE_MESSAGE(floor_of(file.path) < std::ssize(kFloors), file.path, " is in no room");
    for (const std::string& include : file.includes()) {
      if (floor_of(include) == std::ssize(kFloors)) continue;  // a library's header
      CHECK_MESSAGE(floor_of(include) <= floor_of(file.path), file.path, " includes ", include);
      for (const auto& [room, apart] : kKeptApart) {
        if (!file.path.starts_with(room + "/")) continue;
        const auto within = [&](const std::string& other) { return include.starts_with(other); };
        CHECK_MESSAGE(std::ranges::none_of(apart, within), file.path, " includes ", include);
      }
    }
  }
}

TEST_CASE("house: no two files of the kernels share a name") {
  std::map<std::string, std::string> path_of;
  for (const SourceFile& file : source_files()) {
    if (!file.path.starts_with("core/kernels/")) continue;
    const std::string name = file.path.substr(file.path.rfind('/') + 1);
    const std::string first = path_of.emplace(name, file.path).first->second;
    CHECK_MESSAGE((first == file.path || name == "CMakeLists.txt"), file.path, " and ", first);
  }
}

TEST_CASE("house: each dependency has one seam") {
  for (const SourceFile& file : source_files()) {
    for (const std::string& include : file.includes()) {
      for (const auto& [library, seams] : kSeams) {
        if (!include.starts_with(library)) continue;
        const bool allowed = std::ranges::any_of(
            seams, [&](const std::string& seam) { return file.path.starts_with(seam); });
        CHECK_MESSAGE(allowed, file.path, " includes ", include);
      }
    }
  }
}

// Comments may speak of it; code that reads it works on Linux alone.
TEST_CASE("house: one file reads what Linux tells in /proc") {
  for (const SourceFile& file : source_files()) {
    if (file.path == "core/base/platform.cpp" || file.path.starts_with("tests/")) continue;
    for (const std::string& line : file.lines) {
      CHECK_MESSAGE(line.find("\"/proc") == std::string::npos, file.path, ": ", line);
    }
  }
}

// Debian 12's clang 14 cannot read the views of its libstdc++, and that one has no <format>.
TEST_CASE("house: no header that a supported compiler lacks") {
  for (const SourceFile& file : source_files()) {
    for (const std::string_view missing : {"#include <ranges>", "#include <format>"}) {
      CHECK_MESSAGE(std::ranges::count(file.lines, missing) == 0, file.path, ": ", missing);
    }
  }
}

// The libc++ of Debian 12, and of its emscripten, lacks the algorithms of std::ranges: we take
// those that stand in cmake/standard_library.h.
// Headers, which other projects include without that file, take none.
TEST_CASE("house: no algorithm that an old libc++ lacks") {
  const std::regex installed("^(?!tests/|bench/|examples/).*\\.h$");
  const std::regex algorithm("std::ranges::(?!less|greater|equal_to)([a-z_]+)\\(");
  std::set<std::string> there;
  for (const std::string& line : read_lines(ACTLAB_SOURCE_DIR "/cmake/standard_library.h")) {
    there.merge(named(line, std::regex(" ([a-z_]+)\\((?:Range|First|Iterator) ?")));
  }
  REQUIRE(there.contains("sort"));
  for (const SourceFile& file : source_files()) {
    for (const std::string& line : file.lines) {
      for (const std::string& name : named(line, algorithm)) {
        const bool is_there = there.contains(name) && !std::regex_match(file.path, installed);
        CHECK_MESSAGE(is_there, file.path, ": std::ranges::", name);
      }
    }
  }
}

// The loop knows no task. Of images alone speaks what reads the runs of version 0.1.
TEST_CASE("house: training names nothing of one task") {
  const std::regex of_images("image|accurac|label", std::regex::icase);
  std::int64_t files = 0;
  for (const SourceFile& file : source_files()) {
    if (!file.path.starts_with("training/")) continue;
    ++files;
    if (file.path.starts_with("training/version_0_1.")) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      CHECK_MESSAGE(!std::regex_search(file.lines[i], of_images), file.path, ":", i + 1, ": ",
                    file.lines[i]);
    }
  }
  CHECK(files > 20);  // it is looked at where they lie
}

TEST_CASE("house: a file is one room of at most 400 lines and 100 columns") {
  const auto columns = [](const std::string& line) {  // UTF-8: continuation bytes take no column
    return std::ranges::count_if(line, [](char c) { return (c & 0xC0) != 0x80; });
  };
  for (const SourceFile& file : source_files()) {
    CHECK_MESSAGE(file.lines.size() <= 400, file.path, " has ", file.lines.size(), " lines");
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      CHECK_MESSAGE(columns(file.lines[i]) <= 100, file.path, ":", i + 1, " is too wide");
    }
  }
}

TEST_CASE("house: every header opens with what it is and guards itself") {
  for (const SourceFile& file : source_files()) {
    if (!file.path.ends_with(".h")) continue;
    REQUIRE_MESSAGE(!file.lines.empty(), file.path);
    CHECK_MESSAGE(file.lines.front().starts_with("//"), file.path, " has no opening comment");
    CHECK_MESSAGE(std::ranges::count(file.lines, "#pragma once") == 1, file.path);
  }
}
