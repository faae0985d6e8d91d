#include <actlab/datasets/text/subwords.h>

#include <array>
#include <cstddef>

#include <actlab/core/base/error.h>
#include <actlab/datasets/text/pair_counts.h>
#include <actlab/datasets/text/runs.h>
#include <actlab/datasets/text/utf8.h>

namespace actlab::datasets {
namespace {

std::uint64_t key_of(std::int32_t left, std::int32_t right) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 |
         static_cast<std::uint32_t>(right);
}

std::vector<std::int32_t> bytes_of(std::string_view run) {
  std::vector<std::int32_t> tokens;
  tokens.reserve(run.size());
  for (const char c : run) tokens.push_back(kFirstByte + static_cast<std::uint8_t>(c));
  return tokens;
}

}  // namespace

Subwords::Subwords() : pieces_(kFirstByte) {
  for (int byte = 0; byte < 256; ++byte) pieces_.emplace_back(1, static_cast<char>(byte));
}

void Subwords::join(Join pair) {
  const auto left = static_cast<std::size_t>(pair.left),
             right = static_cast<std::size_t>(pair.right);
  token_of_.emplace(key_of(pair.left, pair.right), size());
  joins_.push_back(pair);
  pieces_.push_back(pieces_[left] + pieces_[right]);
}

Subwords Subwords::learn(const std::vector<std::string>& lines, std::int32_t size) {
  if (size < kFirstJoined || size > kLargestVocabulary) {
    throw UsageError(text("[subwords] a vocabulary has ", kFirstJoined, " to ", kLargestVocabulary,
                          " tokens, got ", size));
  }
  PairCounts counts;
  std::unordered_map<std::string, std::int64_t> runs;
  for (const std::string& line : lines) {
    for (std::string& run : runs_of(line)) ++runs[std::move(run)];
  }
  for (const auto& [run, count] : runs) counts.add(bytes_of(run), count);

  Subwords subwords;
  while (subwords.size() < size) {
    const auto pair = counts.most_frequent();
    if (!pair) break;
    counts.replace(*pair, subwords.size());
    subwords.join({pair->left, pair->right});
  }
  return subwords;
}

const std::string& Subwords::piece(std::int32_t token) const {
  if (token >= 0 && token < size()) return pieces_[static_cast<std::size_t>(token)];
  throw Error(text("[subwords] no token ", token, "; the vocabulary has ", size()));
}

std::vector<std::int32_t> Subwords::encode(std::string_view line) const {
  std::vector<std::int32_t> encoded;
  for (const std::string& run : runs_of(line)) {
    std::vector<std::int32_t> tokens = bytes_of(run);
    // The pair that was learned first is joined first, the leftmost of equal ones.
    while (tokens.size() > 1) {
      std::size_t best = 0;
      std::int32_t joined = size();
      for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        const auto found = token_of_.find(key_of(tokens[i], tokens[i + 1]));
        if (found == token_of_.end() || found->second >= joined) continue;
        best = i;
        joined = found->second;
      }
      if (joined == size()) break;
      tokens[best] = joined;
      tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(best) + 1);
    }
    encoded.insert(encoded.end(), tokens.begin(), tokens.end());
  }
  return encoded;
}

std::string Subwords::decode(const std::vector<std::int32_t>& tokens) const {
  std::string line;
  for (const std::int32_t token : tokens) line += piece(token);
  return valid_utf8(line.starts_with(' ') ? std::string_view(line).substr(1) : line);
}

std::uint64_t Subwords::fingerprint() const {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const Join& pair : joins_) {
    for (const std::int32_t token : {pair.left, pair.right}) {
      for (int shift = 0; shift < 32; shift += 8) {
        hash = (hash ^ (static_cast<std::uint32_t>(token) >> shift & 0xFFu)) * 0x100000001b3;
      }
    }
  }
  return hash;
}

}  // namespace actlab::datasets
