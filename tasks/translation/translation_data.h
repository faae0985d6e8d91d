// Sentence pairs as tokens: what is learned from, and what is judged.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <actlab/datasets/loader.h>
#include <actlab/datasets/text/sentence_pairs.h>
#include <actlab/datasets/text/subwords.h>
#include <actlab/layers/sentences.h>
#include <actlab/tasks/translation/translation_config.h>

namespace actlab::tasks {

using Tokens = std::vector<std::int32_t>;

// A source ends with the end of the sentence; a goal begins with its beginning as well.
struct TokenPairs {
  std::vector<Tokens> source, goal;

  std::int64_t size() const { return static_cast<std::int64_t>(source.size()); }
  // For each pair the tokens of its longer side, as it stands in a batch.
  std::vector<std::int64_t> lengths() const;
};

// Some pairs side by side, as the network takes them.
struct PairBatch {
  layers::Sentences source;
  layers::TeacherForcing goal;
  std::int64_t tokens = 0;  // of the goal, without padding
};
PairBatch make_batch(const TokenPairs& pairs, const datasets::Items& items);

// Pairs whose translations are judged: those of one name, or of several one after the other.
struct JudgedPart {
  std::vector<datasets::SentencePairs> sets;
  TokenPairs pairs;                     // of all sets, but for those too long for a loss
  std::vector<datasets::Items> slices;  // fixed batches, from short pairs to long ones
};

struct TranslationData {
  datasets::Subwords subwords;
  TokenPairs train;
  std::vector<datasets::Items> train_slices;
  JudgedPart validation, test;
  std::vector<std::string> notes;
  std::string fingerprint;  // a line a part: "train PAIRS HASH"
};

// The data as it is. Throws UsageError where there is none, no pair to learn from, a source without
// a goal, a side without its marks, a token that is not in the vocabulary, or a slice of pairs that
// are not there.
std::shared_ptr<const TranslationData> checked(std::shared_ptr<const TranslationData> data);

// The folder that --data means. Throws Error where there is none, with what to do.
std::string translation_folder(const TranslationConfig& config);

// Reads all parts, learns the vocabulary from the training part or reads it. Pairs with an empty
// side and those with more tokens than --longest are left out of the training part, and noted.
// Throws what the readers throw, and Error where no pair is left.
TranslationData open_translation(const TranslationConfig& config);

}  // namespace actlab::tasks
