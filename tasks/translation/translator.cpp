#include <actlab/tasks/translation/translator.h>

#include <algorithm>
#include <utility>

#include <actlab/core/base/setting_checks.h>
#include <actlab/layers/models/transformer_decoding.h>
#include <actlab/training/evaluation_mode.h>

namespace actlab::tasks {
namespace {

// No text has the tokens of these bytes, but an untrained network may choose them.
std::string one_line(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c == '\n' || c == '\r' || c == '\0'; }, ' ');
  return text;
}

}  // namespace

Translator::Translator(layers::Transformer& model, const datasets::Subwords& subwords,
                       const TranslatorOptions& options)
    : model_(model), subwords_(subwords), options_(options) {
  require_range<std::int64_t>("beams", options.beams, 1, 1000);
  require_range("alpha", options.alpha, 0.0, 100.0);
  require_range<std::int64_t>("longest", options.longest, 1, 100'000);
  require_range<std::int64_t>("batch-size", options.batch_tokens, 1, kMany);
}

std::vector<std::string> Translator::translate(const std::vector<std::string>& lines) {
  std::vector<std::string> result;
  for (auto& line : translate(lines, [] { return true; })) result.push_back(std::move(*line));
  return result;
}

std::vector<std::optional<std::string>> Translator::translate(const std::vector<std::string>& lines,
                                                              const std::function<bool()>& go_on) {
  const training::EvaluationMode evaluation_mode(model_);
  std::vector<Part> parts;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (Tokens& tokens : cut(lines[i])) parts.push_back({i, std::move(tokens)});
  }
  std::vector<Part*> waiting;
  for (Part& part : parts) waiting.push_back(&part);
  std::ranges::stable_sort(waiting, {}, [](const Part* part) { return part->tokens.size(); });
  for (std::size_t begin = 0; begin < waiting.size() && go_on();) {
    std::size_t end = begin + 1;
    const auto fits = [&](std::size_t last) {
      return (last + 1 - begin) * waiting[last]->tokens.size() <=
             static_cast<std::size_t>(options_.batch_tokens);
    };
    while (end < waiting.size() && fits(end)) ++end;
    search({waiting.begin() + static_cast<std::ptrdiff_t>(begin),
            waiting.begin() + static_cast<std::ptrdiff_t>(end)});
    begin = end;
  }
  std::vector<std::optional<std::string>> result(lines.size(), std::string());
  for (const Part& part : parts) {
    std::optional<std::string>& line = result[part.line];
    if (!part.translation) line.reset();
    if (!line) continue;
    *line += (line->empty() || part.translation->empty() ? "" : " ") + *part.translation;
  }
  return result;
}

std::int64_t Translator::parts(const std::string& line) const { return std::ssize(cut(line)); }

// Each part with the end of a sentence behind it.
std::vector<Translator::Tokens> Translator::cut(const std::string& line) const {
  const Tokens all = subwords_.encode(line);
  std::vector<Tokens> parts;
  const auto begins_word = [&](std::size_t i) { return subwords_.piece(all[i]).starts_with(' '); };
  for (std::size_t begin = 0; begin < all.size();) {
    std::size_t end = std::min(begin + static_cast<std::size_t>(options_.longest), all.size());
    if (end < all.size()) {
      std::size_t between = end;
      while (between > begin && !begins_word(between)) --between;
      if (between > begin) end = between;
    }
    parts.emplace_back(all.begin() + static_cast<std::ptrdiff_t>(begin),
                       all.begin() + static_cast<std::ptrdiff_t>(end));
    parts.back().push_back(datasets::kEnd);
    begin = end;
  }
  return parts;
}

void Translator::search(std::vector<Part*> parts) {
  std::vector<Tokens> sources;
  std::vector<std::int64_t> limits;
  for (const Part* part : parts) {
    sources.push_back(part->tokens);
    limits.push_back(std::ssize(part->tokens) + options_.beyond_source);
  }
  layers::TransformerDecoding decoding(model_, layers::pad_sentences(sources, datasets::kPadding));
  const auto found = layers::beam_search(decoding, limits,
                                         {.beams = options_.beams,
                                          .alpha = options_.alpha,
                                          .begin = datasets::kBegin,
                                          .end = datasets::kEnd});
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i]->translation = one_line(subwords_.decode(found[i].front().tokens));
  }
}

}  // namespace actlab::tasks
