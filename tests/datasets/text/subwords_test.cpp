#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/datasets/text/runs.h>
#include <actlab/datasets/text/subwords.h>
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::datasets;
using actlab::test::error_text;

namespace {

std::vector<std::string> pieces_of(const Subwords& subwords, const std::string& line) {
  std::vector<std::string> pieces;
  for (const std::int32_t token : subwords.encode(line)) pieces.push_back(subwords.piece(token));
  return pieces;
}

const std::vector<std::string> kLines = {"low low low low low", "lower lower",
                                         "newest newest newest newest newest newest",
                                         "widest widest widest"};

}  // namespace

TEST_CASE("A line is cut at blanks and where letters, digits and signs meet") {
  CHECK(runs_of("Zwei Hunde, 12a!") ==
        std::vector<std::string>{" Zwei", " Hunde", ",", " 12", "a", "!"});
  CHECK(runs_of("\t„Bär“…\u00A0x") == std::vector<std::string>{" „", "Bär", "“…", " x"});
  CHECK(runs_of("  ").empty());
  CHECK(runs_of(std::string(kLongestRun + 1, 'a')).size() == 2);
}

TEST_CASE("Byte pairs are learned in the order of their frequency") {
  // The example of the paper. Pairs: e s 9, s t 9, then " l" "o" "w" ... each by its count; equally
  // frequent ones by the smaller token, here the smaller byte.
  const Subwords subwords = Subwords::learn(kLines, kFirstJoined + 4);
  CHECK(subwords.size() == kFirstJoined + 4);
  CHECK(subwords.piece(kFirstJoined) == "es");
  CHECK(subwords.piece(kFirstJoined + 1) == "est");
  CHECK(subwords.piece(kFirstJoined + 2) == " l");  // 7, as "lo" and "ow", and the smallest
  CHECK(subwords.piece(kFirstJoined + 3) == "ow");
  CHECK(pieces_of(subwords, "lowest") == std::vector<std::string>{" l", "ow", "est"});
}

TEST_CASE("Learning ends where no pair occurs twice") {
  const Subwords subwords = Subwords::learn({"ab ab", "cd"}, 1000);
  CHECK(subwords.size() == kFirstJoined + 2);  // " a", " ab"
  CHECK(subwords.piece(subwords.size() - 1) == " ab");
}

TEST_CASE("A pair of equal tokens joins from the left") {
  const Subwords subwords = Subwords::learn({"aaa aaa"}, kFirstJoined + 1);
  CHECK(subwords.piece(kFirstJoined) == "aa");
  CHECK(pieces_of(subwords, "aaaa b") == std::vector<std::string>{" ", "aa", "aa", " ", "b"});
}

TEST_CASE("Every text comes back, but for its white space") {
  const Subwords subwords = Subwords::learn(kLines, 300);
  for (const std::string line : {"low lower", "Bäume „so“ 漢字 \xF0\x9F\x98\x80", "a\\b \u2581 x",
                                 "never-seen: 12,5 %", ""}) {
    CHECK(subwords.decode(subwords.encode(line)) == line);
  }
  CHECK(subwords.decode(subwords.encode("  a \t b\u00A0c ")) == "a b c");
  CHECK(subwords.encode("").empty());
  std::string longest;
  for (int i = 0; i < 100000; ++i) longest += static_cast<char>('a' + i % 7);
  CHECK(subwords.decode(subwords.encode(longest)) == longest);
}

TEST_CASE("Decoding passes over marks, mends cut letters and refuses unknown tokens") {
  const Subwords subwords = Subwords::learn(kLines, 300);
  CHECK(subwords.decode({kBegin, kFirstByte + 'a', kEnd, kPadding}) == "a");
  CHECK(subwords.decode({kFirstByte + 0xC3, kFirstByte + 'a'}) == "\uFFFDa");
  CHECK(error_text([&] { subwords.decode({300}); }) ==
        text("[subwords] no token 300; the vocabulary has ", subwords.size()));
  CHECK_THROWS_AS(Subwords::learn(kLines, 258), UsageError);
}

TEST_CASE("A vocabulary is saved as text and read again") {
  const test::TemporaryFolder folder;
  const Subwords learned =
      Subwords::learn({"Bär Bär \\ \\ \u2581x \u2581x", "é\u0301 é\u0301"}, 280);
  learned.save(folder.file("v"));
  const Subwords read = Subwords::load(folder.file("v"));
  REQUIRE(read.size() == learned.size());
  for (std::int32_t token = 0; token < read.size(); ++token) {
    CHECK(read.piece(token) == learned.piece(token));
  }
  CHECK(read.encode("Bär é\u0301") == learned.encode("Bär é\u0301"));
  CHECK(read.fingerprint() == learned.fingerprint());
  CHECK(read.fingerprint() != Subwords::learn(kLines, 280).fingerprint());
}

TEST_CASE("Files that are no vocabulary are refused with their line") {
  const test::TemporaryFolder folder;
  const auto error_of_file = [&](const std::string& content) {
    std::ofstream(folder.file("v")) << content;
    return error_text([&] { Subwords::load(folder.file("v")); });
  };
  const std::string title = "actlab subwords 1: token, the two that it joins, its text\n";
  CHECK(error_of_file("").find("cannot read") != std::string::npos);
  CHECK(error_of_file("hello\n").find("is no vocabulary: line 1") != std::string::npos);
  CHECK(error_of_file(title + "259 104 118 es\n") == "(no error was thrown)");
  CHECK(
      error_of_file(title + "259 104 118 et\n").find("line 2: tokens 104 and 118 join to \"es\"") !=
      std::string::npos);
  CHECK(error_of_file(title + "259 104 259 es\n").find("line 2: needs 259, two tokens") !=
        std::string::npos);
  CHECK(error_of_file(title + "260 104 118 es\n").find("line 2") != std::string::npos);
  CHECK(error_of_file(title + "259 104\n").find("line 2") != std::string::npos);
}
