#include <actlab/tasks/translation/translation.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <sstream>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/datasets/text/sentence_pairs.h>
#include <actlab/datasets/text/token_batches.h>
#include <actlab/tasks/translation/translation_weights.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/evaluation_mode.h>
#include <actlab/training/task_checks.h>

namespace actlab::tasks {
namespace {

using training::Measures;
using training::Outcome;
using training::Part;

datasets::Loader<PairBatch> loader(const TranslationConfig& config,
                                   const std::shared_ptr<const TranslationData>& data) {
  auto sampler = std::make_shared<datasets::TokenBatches>(
      data->train.lengths(),
      datasets::TokenBatchOptions{.tokens = config.batch_size,
                                  .shuffle = config.shuffle,
                                  .seed = static_cast<std::uint64_t>(config.seed)},
      "pairs of " + config.train);
  return datasets::Loader<PairBatch>(std::move(sampler),
                                     [data](std::int64_t, const datasets::Items& items) {
                                       return make_batch(data->train, items);
                                     });
}

// The lines of a fingerprint, by part.
std::map<std::string, std::string> lines_of(const std::string& text) {
  std::map<std::string, std::string> lines;
  std::istringstream stream(text);
  std::string part, rest;
  while (stream >> part && std::getline(stream, rest)) lines[part] = rest;
  return lines;
}

// "val" of the pairs of "FOLDER/val".
std::string part_stem(const datasets::SentencePairs& pairs) {
  return std::filesystem::path(pairs.name).filename().string();
}

std::string bleu_line(const BleuScore& score) {
  return text("BLEU|", bleu_signature({}, 1), formatted(" = %.2f", score.score));
}

std::int64_t bytes_of(const TokenPairs& pairs) {
  std::size_t tokens = 0;
  for (const auto* side : {&pairs.source, &pairs.goal}) {
    for (const Tokens& sentence : *side) tokens += sentence.size();
  }
  return static_cast<std::int64_t>(tokens * sizeof(std::int32_t));
}

}  // namespace

Translation::Translation(const TranslationConfig& config,
                         std::shared_ptr<const TranslationData> data)
    : config_(config),
      data_(checked(std::move(data))),
      model_(layers::make_transformer(transformer_options(config, data_->subwords.size()))),
      loader_(loader(config, data_)) {
  if (config.init.empty()) return;
  require_vocabulary(training::load_weights(*model_, config.init), config.init, data_->subwords);
}

Outcome Translation::outcome(const PairBatch& batch, double label_smoothing) {
  const Tensor logits = model_->forward(batch.source, batch.goal.input);
  const Tensor loss = layers::token_loss(logits, batch.goal.labels,
                                         static_cast<float>(label_smoothing), datasets::kPadding);
  return {loss, batch.tokens, {}};
}

const TokenPairs& Translation::pairs_of(Part part) const {
  if (part == Part::train) return data_->train;
  return part == Part::validation ? data_->validation.pairs : data_->test.pairs;
}

std::int64_t Translation::size(Part part) const { return pairs_of(part).size(); }

Outcome Translation::forward() {
  training::require_batch(*this, batch_.tokens > 0);
  return outcome(batch_, config_.label_smoothing);
}

Outcome Translation::forward_items(Part part, const datasets::Items& items) {
  training::require_items(*this, part, items);
  return outcome(make_batch(pairs_of(part), items), 0.0);
}

std::vector<std::vector<std::string>> Translation::sequences(Part part, std::int64_t item) const {
  training::require_item(*this, part, item);
  const auto texts = [&](const Tokens& tokens, std::size_t count) {
    std::vector<std::string> pieces;
    for (std::size_t i = 0; i < count; ++i) {
      const bool begins = tokens[i] == datasets::kBegin, ends = tokens[i] == datasets::kEnd;
      pieces.push_back(begins ? "begin" : ends ? "end" : data_->subwords.piece(tokens[i]));
    }
    return pieces;
  };
  const TokenPairs& pairs = pairs_of(part);
  const Tokens &source = pairs.source[static_cast<std::size_t>(item)],
               &goal = pairs.goal[static_cast<std::size_t>(item)];
  return {texts(source, source.size()), texts(goal, goal.size() - 1)};
}

const std::vector<datasets::Items>& Translation::slices_of(Part part) const {
  if (part == Part::train) return data_->train_slices;
  return part == Part::validation ? data_->validation.slices : data_->test.slices;
}

std::int64_t Translation::slices(Part part) const { return std::ssize(slices_of(part)); }

Outcome Translation::forward_slice(Part part, std::int64_t slice) {
  training::require_slice(*this, part, slice);
  return forward_items(part, slices_of(part)[static_cast<std::size_t>(slice)]);
}

Measures Translation::evaluate(Part part) {
  Measures measures = Task::evaluate(part);
  measures.emplace_back("perplexity", std::exp(training::require_measure(measures, "loss")));
  if (part == Part::train) return measures;
  const bool validates = part == Part::validation;
  Translator translator(*model_, data_->subwords,
                        {.beams = validates ? 1 : config_.beams, .alpha = config_.alpha});
  if (!validates) translated_tests_.clear();
  const JudgedPart& judged = validates ? data_->validation : data_->test;
  for (const datasets::SentencePairs& set : judged.sets) {
    const auto lines = validates ? std::min(config_.validation_lines, set.size()) : set.size();
    const std::vector<std::string> source(set.source.begin(), set.source.begin() + lines);
    const std::vector<std::string> goal(set.goal.begin(), set.goal.begin() + lines);
    std::vector<std::string> translations = translator.translate(source);
    const BleuScore score = bleu(translations, {goal});
    const bool first = &set == &judged.sets.front();
    measures.emplace_back(first ? "bleu" : "bleu " + part_stem(set), score.score);
    if (validates) {
      show_examples(set, translations);
    } else {
      examples_.push_back(text(part_stem(set), ": ", bleu_line(score)));
      translated_tests_.push_back(std::move(translations));
    }
  }
  return measures;
}

void Translation::show_examples(const datasets::SentencePairs& pairs,
                                const std::vector<std::string>& translations) {
  examples_.clear();
  const auto count = std::min(static_cast<std::size_t>(config_.examples), translations.size());
  for (std::size_t i = 0; i < count; ++i) {
    examples_.push_back(text("  ", config_.languages.source, "    ", pairs.source[i]));
    examples_.push_back(text("  right ", pairs.goal[i]));
    examples_.push_back(text("  model ", translations[i]));
  }
}

std::vector<std::string> Translation::take_examples() { return std::exchange(examples_, {}); }

std::string Translation::shown(std::string_view measure, double value) const {
  if (!measure.starts_with("bleu") && measure != "perplexity") return Task::shown(measure, value);
  return formatted("%.2f", value);
}

void Translation::keep(const std::string& folder) const {
  data_->subwords.save(folder + "/" + kVocabularyFile);
}

std::vector<std::string> Translation::draw(const std::string& folder) {
  std::vector<std::string> files;
  for (std::size_t i = 0; i < translated_tests_.size(); ++i) {
    files.push_back(part_stem(data_->test.sets[i]) + "." + config_.languages.goal);
    datasets::write_lines(folder + "/" + files.back(), translated_tests_[i]);
  }
  return files;
}

Metadata Translation::description() const {
  return describe_translation(config_, model_->options(), data_->subwords);
}

std::string Translation::data_changes(const std::string& before) const {
  const auto now = lines_of(data_->fingerprint);
  for (const auto& [part, line] : lines_of(before)) {
    const auto found = now.find(part);
    if (found == now.end() || found->second == line) continue;
    return text("the data changed: the lines of ", part, " are others");
  }
  return {};
}

std::int64_t Translation::data_bytes() const {
  return bytes_of(data_->train) + bytes_of(data_->validation.pairs) + bytes_of(data_->test.pairs);
}

}  // namespace actlab::tasks
