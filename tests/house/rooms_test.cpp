// The rules that keep the house in order, checked on the files themselves.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "tests/house/source_files.h"

using namespace actlab::house;

namespace {

// Ground floor first. A room may include itself and rooms that stand before it here.
const std::vector<std::string> kFloors = {
    "core/base", "core/kernels", "core/formula", "core/tensor", "core/ops", "core/io",
    "layers",    "optim",        "datasets",     "report",      "training", "dynamics",
    "studies",   "search",       "examples",     "bench",       "tests"};

// Neighbours on one floor, and what a room is kept from although it lies below.
const std::map<std::string, std::vector<std::string>> kKeptApart = {
    {"core/tensor", {"core/kernels", "core/formula"}},
    {"optim", {"layers"}},
    {"datasets", {"layers", "optim"}},
    {"report", {"layers", "optim", "datasets"}},
    {"studies", {"dynamics"}}};

// A dependency, as its headers begin, and the only files that may include it.
const std::map<std::string, std::vector<std::string>> kSeams = {
    {"cblas", {"core/kernels/gemm.cpp"}},
    {"tbb/", {"core/base/parallel.cpp"}},
    {"oneapi/", {"core/base/parallel.cpp"}},
    {"stb", {"datasets/image_file.cpp"}},
    {"sleef", {"core/kernels/simd/vector_math.h"}},
    {"immintrin", {"core/kernels/simd/vector.h"}},
    {"nlohmann/", {"core/io/json.h", "core/io/json.cpp"}},
    {"sqlite3.h", {"studies/sqlite_store.cpp"}},
    {"libpq-fe.h", {"studies/postgres_store.cpp"}},
    {"CLI/", {"examples/", "bench/"}},
    {"benchmark/", {"bench/"}},
    {"doctest/", {"tests/"}}};

std::ptrdiff_t floor_of(const std::string& room) {
  return std::ranges::find(kFloors, room) - kFloors.begin();
}

}  // namespace

TEST_CASE("house: includes go down only") {
  for (const SourceFile& file : source_files()) {
    REQUIRE_MESSAGE(floor_of(file.room()) < std::ssize(kFloors), file.path, " is in no room");
    for (const std::string& include : file.includes()) {
      const std::string room = SourceFile{include, {}}.room();
      if (floor_of(room) == std::ssize(kFloors)) continue;  // a library's header
      CHECK_MESSAGE(floor_of(room) <= floor_of(file.room()), file.path, " includes ", include);
      const auto apart = kKeptApart.find(file.room());
      if (apart == kKeptApart.end()) continue;
      CHECK_MESSAGE(std::ranges::count(apart->second, room) == 0, file.path, " includes ", include);
    }
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
