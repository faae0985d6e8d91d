// Translator: lines of text into lines of another language.
//
//   Translator translator(model, subwords, {.beams = 4});
//   translator.translate({"Two dogs run."});        {"Zwei Hunde laufen."}
//
// Sentences of like length are searched together (layers/beam_search.h), at most so many tokens at
// once; what a line becomes does not depend on the others. An empty line stays empty. A line of
// more than `longest` tokens is cut between words where it can be, and its parts are translated one
// by one: no network has seen sentences like that.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <actlab/datasets/text/subwords.h>
#include <actlab/layers/models/transformer.h>

namespace actlab::tasks {

struct TranslatorOptions {
  std::int64_t beams = 4;
  double alpha = 0.6;                // layers/beam_search.h
  std::int64_t beyond_source = 50;   // tokens that a translation may have more than its source
  std::int64_t longest = 200;        // tokens of a source
  std::int64_t batch_tokens = 2048;  // of all sources that are searched together
};

class Translator {
 public:
  // Both must outlive it. Throws UsageError for options below 1.
  Translator(layers::Transformer& model, const datasets::Subwords& subwords,
             const TranslatorOptions& options);

  // One line for each. The model is left in the mode it was in.
  std::vector<std::string> translate(const std::vector<std::string>& lines);

  // The same, which asks between searches whether to go on; lines that were not reached have no
  // translation.
  std::vector<std::optional<std::string>> translate(const std::vector<std::string>& lines,
                                                    const std::function<bool()>& go_on);

  // How many of its parts a line is translated in.
  std::int64_t parts(const std::string& line) const;

 private:
  using Tokens = std::vector<std::int32_t>;
  struct Part {
    std::size_t line;
    Tokens tokens;
    std::optional<std::string> translation{};
  };

  std::vector<Tokens> cut(const std::string& line) const;
  void search(std::vector<Part*> parts);

  layers::Transformer& model_;
  const datasets::Subwords& subwords_;
  TranslatorOptions options_;
};

}  // namespace actlab::tasks
