// ./run translate: one line of text in, one line of another language out.
//
//   ./run translate --weights RUN < sentences.en > sentences.de
//
// Nothing but translations goes to standard output, one for each line read. Lines are read so many
// at a time, so that those of like length are translated together. After Ctrl-C, or a line that is
// no text, what was translated before stands there.
#include <poll.h>
#include <unistd.h>

#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/setting_checks.h>
#include <actlab/datasets/text/text_line.h>
#include <actlab/tasks/translation/translation_weights.h>
#include <actlab/tasks/translation/translator.h>
#include <actlab/training/interrupt.h>
#include "examples/program.h"
#include "examples/threads.h"

namespace {

using namespace actlab;

struct Request {
  std::string weights;
  std::string vocabulary;
  tasks::TranslatorOptions options;
  std::int64_t lines = 512;
  std::int64_t threads = 0;
};

// Lines of standard input. Waits where a signal can end the waiting.
class Input {
 public:
  explicit Input(const training::InterruptGuard& guard) : guard_(guard) {
    std::ios::sync_with_stdio(false);  // std::cin then says how much it holds
  }

  // False at the end, after an interrupt, and for what is no text, which wrong() then tells.
  bool next(std::string& line) {
    if (!wrong_.empty() || !ready()) return false;
    if (!std::getline(std::cin, line)) {
      if (std::cin.bad())
        wrong_ = "[translate] standard input cannot be read; give it a file of text: < FILE";
      return false;
    }
    ++number_;
    try {
      line = std::string(datasets::text_line(line, number_, "[translate]"));
    } catch (const Error& error) {
      wrong_ = error.what();
    }
    return wrong_.empty();
  }
  std::int64_t number() const { return number_; }  // of the line given last
  const std::string& wrong() const { return wrong_; }

 private:
  bool ready() const {
    while (std::cin.rdbuf()->in_avail() <= 0) {
      pollfd input{STDIN_FILENO, POLLIN, 0};
      const int got = poll(&input, 1, -1);
      if (guard_.interrupted()) return false;
      if (got > 0) return true;
    }
    return !guard_.interrupted();
  }

  const training::InterruptGuard& guard_;
  std::int64_t number_ = 0;
  std::string wrong_;
};

// Prints the translations of `lines` up to the first that was not reached; whether all were.
bool print_translations(tasks::Translator& translator, const std::vector<std::string>& lines,
                        const training::InterruptGuard& guard) {
  const auto go_on = [&] { return !guard.interrupted(); };
  for (const std::optional<std::string>& line : translator.translate(lines, go_on)) {
    if (!line) return false;
    std::cout << *line << '\n';
  }
  std::cout.flush();
  return std::cout.good();
}

void note_parts(const tasks::Translator& translator, const std::string& line, std::int64_t number) {
  const std::int64_t parts = translator.parts(line);
  if (parts < 2) return;
  std::cerr << "note: line " << number << " is longer than --longest; translated in " << parts
            << " parts\n";
}

int translate(const Request& request) {
  use_threads(request.threads, std::cerr);
  require_range<std::int64_t>("lines", request.lines, 1, 1 << 20);
  const auto stored = tasks::open_stored_translation(request.weights, request.vocabulary);
  tasks::Translator translator(*stored.model, stored.subwords, request.options);
  const training::InterruptGuard guard;
  Input input(guard);
  const auto most = isatty(STDIN_FILENO) != 0 ? 1 : static_cast<std::size_t>(request.lines);
  for (bool more = true; more;) {
    std::vector<std::string> lines;
    for (std::string line; lines.size() < most && (more = input.next(line));) {
      note_parts(translator, line, input.number());
      lines.push_back(line);
    }
    if (!print_translations(translator, lines, guard)) break;
  }
  if (guard.interrupted()) return training::kInterruptedExitCode;
  if (!input.wrong().empty()) {
    std::cout.flush();
    throw Error(input.wrong());
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Translates standard input line by line, with a network that ./run train --task translation\n"
      "has trained.\n"
      "Example: ./run translate --weights runs/a < sentences.en",
      "./run translate");
  Request request;
  app.add_option("--weights", request.weights, "folder of the run, or a file of its weights")
      ->type_name("RUN")
      ->required();
  app.add_option("--vocabulary", request.vocabulary, "vocabulary.txt; default: beside the weights")
      ->type_name("FILE");
  tasks::TranslatorOptions& options = request.options;
  app.add_option("--beams", options.beams, "sequences kept in the search; 1: greedy")
      ->capture_default_str();
  app.add_option("--alpha", options.alpha, "preference of long translations; 0: none")
      ->capture_default_str();
  app.add_option("--longest", options.longest, "tokens; a longer line is translated in parts")
      ->capture_default_str();
  app.add_option("--batch-size", options.batch_tokens, "tokens that are translated together")
      ->capture_default_str();
  app.add_option("--lines", request.lines,
                 "lines read before they are translated; what an interruption may lose")
      ->capture_default_str();
  app.add_option("--threads", request.threads, "0: one a core")->capture_default_str();
  return run_program(app, argc, argv, [&] { return translate(request); });
}
