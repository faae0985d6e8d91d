#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include <actlab/datasets/text/sentence_pairs.h>
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::datasets;

namespace {

struct Folder {
  test::TemporaryFolder folder;
  std::string path = folder.path().string();

  void write(const std::string& name, const std::string& content) const {
    std::ofstream(folder.file(name), std::ios::binary) << content;
  }
  std::string error(const std::string& name) const {
    return test::error_text([&] { open_pairs(path, name, {}); });
  }
};

bool has(const std::string& message, const std::string& part) {
  return message.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("Line n of two files is a pair, whatever ends the lines") {
  const Folder folder;
  folder.write("train.en", "A dog.\r\n\r\nTwo men.");
  folder.write("train.de", "Ein Hund.\n\nZwei Männer.\n");
  const SentencePairs pairs = open_pairs(folder.path, "train", {});
  REQUIRE(pairs.size() == 3);
  CHECK(pairs.source[0] == "A dog.");
  CHECK(pairs.source[1].empty());
  CHECK(pairs.goal[2] == "Zwei Männer.");
}

TEST_CASE("Lines are read back as they were written") {
  const Folder folder;
  const std::vector<std::string> lines = {"Ein Hund.", "", "Zwei Männer."};
  write_lines(folder.folder.file("test.de"), lines);
  CHECK(read_lines(folder.folder.file("test.de")) == lines);
}

TEST_CASE("A table with tabs has its languages in columns") {
  const Folder folder;
  folder.write("news.tsv", "index\tde\ten\n1\tJa.\tYes.\n2\tNein.\tNo.\n");
  const SentencePairs pairs = open_pairs(folder.path, "news", {});
  REQUIRE(pairs.size() == 2);
  CHECK(pairs.source[1] == "No.");
  CHECK(pairs.goal[1] == "Nein.");
  folder.write("short.tsv", "de\ten\nJa.\n");
  CHECK(has(folder.error("short"), "line 2 has 1 cells where line 1 has 2"));
  folder.write("other.tsv", "de\tfr\nJa.\tOui.\n");
  CHECK(has(folder.error("other"), "has no column \"en\"; line 1 names de, fr"));
}

TEST_CASE("Missing files, unequal lengths and bytes that are no text are named") {
  const Folder folder;
  folder.write("val.en", "a\nb\n");
  folder.write("val.de", "a\n");
  CHECK(has(folder.error("val"), "val.en has 2 lines, "));
  CHECK(has(folder.error("val"), "val.de has 1"));
  CHECK(has(folder.error("train"), "pairs of en and de in that folder: val"));
  folder.write("latin.en", "Munich\nM\xFCnchen\n");
  folder.write("latin.de", "M\nM\n");
  CHECK(has(folder.error("latin"), "latin.en line 2, byte 2: not UTF-8"));
  folder.write("zero.en", std::string("a\0b\n", 4));
  folder.write("zero.de", "a\n");
  CHECK(has(folder.error("zero"), "zero.en line 1, byte 2"));
  folder.write("none.en", "");
  folder.write("none.de", "a\n");
  CHECK(has(folder.error("none"), "none.en is empty"));
  CHECK(has(test::error_text([&] { open_pairs(folder.path + "/no", "train", {}); }), "no folder"));
}
