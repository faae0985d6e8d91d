// The BLEU score of translations, one a line:
//
//   ./run bleu --reference newstest2014.de < translations.de
//   ./run bleu --reference a.de --reference b.de --lowercase --input translations.de
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/datasets/text/sentence_pairs.h>
#include <actlab/datasets/text/text_line.h>
#include <actlab/tasks/bleu.h>
#include "examples/program.h"

using namespace actlab;

namespace {

struct Request {
  std::vector<std::string> references;
  std::string input;
  std::string tokens = "13a";
  bool lowercase = false;
  bool no_smoothing = false;
};

tasks::BleuOptions options_of(const Request& request) {
  using tasks::BleuTokens;
  tasks::BleuOptions options;
  if (request.tokens == "none") options.tokens = BleuTokens::as_they_are;
  if (request.tokens == "split-compounds") options.tokens = BleuTokens::split_compounds;
  if (request.lowercase) options.letter_case = tasks::BleuCase::lower;
  if (request.no_smoothing) options.smoothing = tasks::BleuSmoothing::none;
  return options;
}

std::vector<std::string> lines_of_input(const std::string& file) {
  if (!file.empty()) return datasets::read_lines(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(std::cin, line);) {
    lines.emplace_back(datasets::text_line(line, std::ssize(lines) + 1, "[bleu] standard input"));
  }
  if (lines.empty()) throw Error("[bleu] no translations on standard input");
  return lines;
}

void print_score(const Request& request) {
  std::vector<std::vector<std::string>> references;
  for (const std::string& file : request.references) {
    references.push_back(datasets::read_lines(file));
  }
  const tasks::BleuOptions options = options_of(request);
  const tasks::BleuScore score = tasks::bleu(lines_of_input(request.input), references, options);
  std::printf("BLEU|%s = %.2f %.1f/%.1f/%.1f/%.1f (BP = %.3f length = %lld reference = %lld)\n",
              tasks::bleu_signature(options, references.size()).c_str(), score.score,
              score.precisions[0], score.precisions[1], score.precisions[2], score.precisions[3],
              score.brevity_penalty, static_cast<long long>(score.sums.length),
              static_cast<long long>(score.sums.reference_length));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("The BLEU score of translations, one a line, as sacreBLEU computes it",
               "./run bleu");
  Request request;
  app.add_option("-r,--reference", request.references,
                 "file of right translations, line by line; may be given several times")
      ->allow_extra_args(false)  // what follows the file is no second one
      ->required();
  app.add_option("-i,--input", request.input, "file of translations; default: standard input");
  app.add_option("--tokens", request.tokens,
                 "13a; none: cut already; split-compounds: cut already, hyphens are cut as well")
      ->check(CLI::IsMember({"13a", "none", "split-compounds"}))
      ->capture_default_str();
  app.add_flag("--lowercase", request.lowercase, "capital letters do not count");
  app.add_flag("--no-smoothing", request.no_smoothing, "0 where an order has no match");
  return run_program(app, argc, argv, [&] { print_score(request); });
}
