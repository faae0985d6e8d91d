#include <actlab/tasks/translation/translation_data.h>

#include <algorithm>
#include <sstream>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/parallel.h>
#include <actlab/datasets/data_folder.h>
#include <actlab/datasets/text/token_batches.h>

namespace actlab::tasks {
namespace {

using datasets::SentencePairs;
using datasets::Subwords;

constexpr std::int64_t kLinesPerChunk = 256;

TokenPairs encode(const Subwords& subwords, const SentencePairs& text) {
  TokenPairs pairs{std::vector<Tokens>(text.source.size()), std::vector<Tokens>(text.goal.size())};
  parallel_chunks(
      text.size(), kLinesPerChunk, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
          Tokens& source = pairs.source[i];
          source = subwords.encode(text.source[i]);
          source.push_back(datasets::kEnd);
          Tokens& goal = pairs.goal[i];
          goal = subwords.encode(text.goal[i]);
          goal.insert(goal.begin(), datasets::kBegin);
          goal.push_back(datasets::kEnd);
        }
      });
  return pairs;
}

// What can be learned from, and what is left out as notes.
TokenPairs learned_from(TokenPairs all, std::int64_t longest, const std::string& name,
                        std::vector<std::string>& notes) {
  TokenPairs kept;
  std::int64_t empty = 0, too_long = 0, most = 0;
  const std::vector<std::int64_t> lengths = all.lengths();
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    if (all.source[i].size() == 1 || all.goal[i].size() == 2) {
      ++empty;
    } else if (lengths[i] > longest) {
      ++too_long;
      most = std::max(most, lengths[i]);
    } else {
      kept.source.push_back(std::move(all.source[i]));
      kept.goal.push_back(std::move(all.goal[i]));
    }
  }
  if (empty > 0) {
    notes.push_back(text(name, ": ", empty, " pairs with an empty side are left out"));
  }
  if (too_long > 0) {
    notes.push_back(text(name, ": ", too_long, " pairs of more than --longest ", longest,
                         " tokens are left out; the longest has ", most));
  }
  if (kept.size() == 0) {
    throw Error(text("[data] ", name, ": no pair is left to learn from; ", joined(notes, "; ")));
  }
  return kept;
}

// Attention of a very long pair takes minutes and gigabytes. It is translated in parts, as
// `translate` does, and stays out of the loss.
TokenPairs judged_by_loss(TokenPairs all, std::int64_t longest, const std::string& name,
                          std::vector<std::string>& notes) {
  TokenPairs kept;
  const std::vector<std::int64_t> lengths = all.lengths();
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    if (lengths[i] > longest) continue;
    kept.source.push_back(std::move(all.source[i]));
    kept.goal.push_back(std::move(all.goal[i]));
  }
  if (kept.size() == 0) {
    throw Error(text("[data] ", name, ": every pair has more than ", longest,
                     " tokens, a whole batch; raise --batch-size"));
  }
  const std::int64_t left_out = std::ssize(lengths) - kept.size();
  if (left_out > 0) {
    notes.push_back(
        text(name, ": ", left_out, " pairs of more than ", longest,
             " tokens, a whole batch, count for BLEU and not for the loss; the longest ", "has ",
             std::ranges::max(lengths)));
  }
  return kept;
}

std::uint64_t hash_of(const std::vector<std::string>& lines, std::uint64_t hash) {
  for (const std::string& line : lines) {
    for (const char c : line) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001B3u;
    hash = (hash ^ 0xFFu) * 0x100000001B3u;  // no byte of UTF-8
  }
  return hash;
}

std::string fingerprint_line(const std::string& part, const SentencePairs& pairs) {
  std::ostringstream line;
  line << part << ' ' << pairs.size() << ' ' << std::hex
       << hash_of(pairs.goal, hash_of(pairs.source, 0xCBF29CE484222325u)) << '\n';
  return line.str();
}

Subwords subwords_for(const TranslationConfig& config, const SentencePairs& train) {
  if (!config.subwords.empty()) return Subwords::load(config.subwords);
  std::vector<std::string> lines = train.source;
  lines.insert(lines.end(), train.goal.begin(), train.goal.end());
  return Subwords::learn(lines, static_cast<std::int32_t>(config.vocabulary));
}

// Fixed batches of all pairs; none of those that are judged is too long for one.
std::vector<datasets::Items> slices_of(const TokenPairs& pairs, std::int64_t batch_tokens) {
  if (pairs.size() == 0) return {};
  std::vector<std::int64_t> lengths = pairs.lengths();
  const std::int64_t tokens = std::max(batch_tokens, std::ranges::max(lengths));
  return datasets::TokenBatches(std::move(lengths), {.tokens = tokens}, "pairs").epoch(0);
}

void check_side(const std::vector<Tokens>& side, std::size_t fewest, std::int32_t vocabulary,
                const std::string& what) {
  for (std::size_t i = 0; i < side.size(); ++i) {
    if (side[i].size() < fewest) {
      throw UsageError(text("[translation] ", what, " ", i, " has ", side[i].size(),
                            " tokens; with its marks it has ", fewest, " or more"));
    }
    for (const std::int32_t token : side[i]) {
      if (token >= 0 && token < vocabulary) continue;
      throw UsageError(text("[translation] ", what, " ", i, " has the token ", token,
                            "; the vocabulary has 0 to ", vocabulary - 1));
    }
  }
}

void check_pairs(const TokenPairs& pairs, const std::vector<datasets::Items>& slices,
                 std::int32_t vocabulary, const std::string& part) {
  if (pairs.source.size() != pairs.goal.size()) {
    throw UsageError(text("[translation] the ", part, " part: ", pairs.source.size(),
                          " sources and ", pairs.goal.size(), " goals are no pairs"));
  }
  check_side(pairs.source, 1, vocabulary, text("the ", part, " part: source"));
  check_side(pairs.goal, 2, vocabulary, text("the ", part, " part: goal"));
  for (const datasets::Items& slice : slices) {
    for (const std::int64_t item : slice) {
      if (item >= 0 && item < pairs.size()) continue;
      throw UsageError(text("[translation] the ", part, " part: a slice names the pair ", item,
                            "; there are ", pairs.size(), ", from 0"));
    }
  }
}

}  // namespace

std::shared_ptr<const TranslationData> checked(std::shared_ptr<const TranslationData> data) {
  if (data == nullptr) throw UsageError("[translation] a task needs sentence pairs, got none");
  const auto vocabulary = data->subwords.size();
  check_pairs(data->train, data->train_slices, vocabulary, "train");
  check_pairs(data->validation.pairs, data->validation.slices, vocabulary, "validation");
  check_pairs(data->test.pairs, data->test.slices, vocabulary, "test");
  if (data->train.size() == 0) {
    throw UsageError("[translation] the train part: there are no pairs to learn from");
  }
  return data;
}

std::vector<std::int64_t> TokenPairs::lengths() const {
  std::vector<std::int64_t> result;
  for (std::size_t i = 0; i < source.size(); ++i) {
    result.push_back(static_cast<std::int64_t>(std::max(source[i].size(), goal[i].size() - 1)));
  }
  return result;
}

PairBatch make_batch(const TokenPairs& pairs, const datasets::Items& items) {
  std::vector<Tokens> source, goal;
  PairBatch batch;
  for (const std::int64_t item : items) {
    source.push_back(pairs.source[static_cast<std::size_t>(item)]);
    goal.push_back(pairs.goal[static_cast<std::size_t>(item)]);
    batch.tokens += std::ssize(goal.back()) - 1;
  }
  batch.source = layers::pad_sentences(source, datasets::kPadding);
  batch.goal =
      layers::teacher_forcing(layers::pad_sentences(goal, datasets::kPadding), datasets::kPadding);
  return batch;
}

std::string translation_folder(const TranslationConfig& config) {
  return datasets::named_folder(config.data, config.data_dir,
                                "name a folder of text files with --data, or fetch one: "
                                "./run data multi30k");
}

TranslationData open_translation(const TranslationConfig& config) {
  const std::string folder = translation_folder(config);
  const auto open = [&](const std::string& name, const std::string& advice = "") {
    return datasets::open_pairs(folder, name, config.languages, advice);
  };
  const SentencePairs train = open(config.train);
  TranslationData data{subwords_for(config, train), {}, {}, {}, {}, {}, {}};
  data.fingerprint = fingerprint_line("train", train);
  data.train = learned_from(encode(data.subwords, train), config.longest, train.name, data.notes);
  const auto add = [&](JudgedPart& part, const std::string& name, const std::string& advice) {
    part.sets.push_back(open(name, advice));
    data.fingerprint += fingerprint_line(name, part.sets.back());
    TokenPairs pairs = judged_by_loss(encode(data.subwords, part.sets.back()),
                                      std::max(config.batch_size, config.longest),
                                      part.sets.back().name, data.notes);
    std::ranges::move(pairs.source, std::back_inserter(part.pairs.source));
    std::ranges::move(pairs.goal, std::back_inserter(part.pairs.goal));
  };
  if (config.validates()) {
    add(data.validation, config.validation_part, "name one with --validation; none: no validation");
  }
  for (const std::string& name : config.test_parts()) {
    add(data.test, name, "name some with --test; none: no test");
  }
  data.train_slices = slices_of(data.train, config.batch_size);
  data.validation.slices = slices_of(data.validation.pairs, config.batch_size);
  data.test.slices = slices_of(data.test.pairs, config.batch_size);
  return data;
}

}  // namespace actlab::tasks
