// A vocabulary of subwords, learned by byte-pair encoding (Sennrich, Haddow, Birch, "Neural machine
// translation of rare words with subword units", ACL 2016).
//
// Text is cut at white space, then where letters, digits and other signs meet; a piece that begins
// a word carries the blank before it. What remains are short strings of bytes. Learning begins with
// the 256 bytes and joins the most frequent pair of neighbours into a new piece, again and again.
// Encoding joins in the same order. So every text has tokens, and decoding gives it back but for
// its white space, each run of which becomes one blank, none at the ends. Unicode is taken as it
// comes: composed and decomposed letters are different (no NFKC).
//
//   tokens 0, 1, 2      padding, begin and end of a sentence
//   tokens 3 to 258     the bytes
//   tokens from 259     joined pieces, in the order in which they were learned
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace actlab::datasets {

inline constexpr std::int32_t kPadding = 0;
inline constexpr std::int32_t kBegin = 1;
inline constexpr std::int32_t kEnd = 2;
inline constexpr std::int32_t kFirstByte = 3;
inline constexpr std::int32_t kFirstJoined = kFirstByte + 256;
inline constexpr std::int32_t kLargestVocabulary = 1'000'000;

class Subwords {
 public:
  // From lines of valid UTF-8, until there are `size` tokens or no pair occurs twice. Of equally
  // frequent pairs the one with the smaller tokens comes first. Throws UsageError for a size below
  // kFirstJoined or above
  // kLargestVocabulary.
  static Subwords learn(const std::vector<std::string>& lines, std::int32_t size);

  // A plain text file: a title, then a line for each joined token with its number, the two tokens
  // that it joins and its text, where a blank is U+2581 and bytes of no readable letter are \xE2.
  // load throws Error with file and line for a file that is none or was changed.
  static Subwords load(const std::string& path);
  void save(const std::string& path) const;

  std::int32_t size() const { return static_cast<std::int32_t>(pieces_.size()); }

  // The bytes of a token; nothing for padding, begin and end.
  const std::string& piece(std::int32_t token) const;

  // Neither begin nor end is added. Takes a time proportional to the line's length.
  std::vector<std::int32_t> encode(std::string_view line) const;

  // Padding, begin and end are passed over. Bytes that make no letter become U+FFFD. Throws Error
  // for a token outside of the vocabulary.
  std::string decode(const std::vector<std::int32_t>& tokens) const;

  // Tells vocabularies apart: weights name the one that they were trained with.
  std::uint64_t fingerprint() const;

 private:
  struct Join {
    std::int32_t left, right;
  };

  Subwords();
  void join(Join pair);

  std::vector<std::string> pieces_;
  std::vector<Join> joins_;                                   // token kFirstJoined + i
  std::unordered_map<std::uint64_t, std::int32_t> token_of_;  // of a pair
};

}  // namespace actlab::datasets
