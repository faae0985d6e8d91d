#include <actlab/tasks/bleu_tokens.h>

#include <array>
#include <utility>

#include <actlab/datasets/text/utf8.h>

namespace actlab::tasks {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_stop(char c) { return c == '.' || c == ','; }

// ASCII that is neither letter, digit nor one of ' , - . and the control characters.
bool is_cut_off(char c) {
  return (c >= '{' && c <= '~') || (c >= '[' && c <= '`') || (c >= ' ' && c <= '&') ||
         (c >= '(' && c <= '+') || (c >= ':' && c <= '@') || c == '/';
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string without_markup(std::string_view sentence) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kMarkup = {
      {{"<skipped>", ""},
       {"-\n", ""},
       {"\n", " "},
       {"&quot;", "\""},
       {"&amp;", "&"},
       {"&lt;", "<"},
       {"&gt;", ">"}}};
  std::string text(sentence);
  for (const auto& [from, to] : kMarkup) text = replaced(std::move(text), from, to);
  return text;
}

std::string with_blanks_around_symbols(const std::string& text) {
  std::string cut;
  for (const char c : text) {
    if (is_cut_off(c)) {
      cut += {' ', c, ' '};
    } else {
      cut += c;
    }
  }
  return cut;
}

// Wherever `matches(a, b)` holds for two neighbours, `write(a, b)` stands in their place; both are
// used up, so that the next pair begins behind them.
template <class Matches, class Write>
std::string replaced_pairs(const std::string& text, const Matches& matches, const Write& write) {
  std::string cut;
  std::size_t i = 0;
  for (; i + 1 < text.size(); ++i) {
    if (matches(text[i], text[i + 1])) {
      cut += write(text[i], text[i + 1]);
      ++i;
    } else {
      cut += text[i];
    }
  }
  if (i < text.size()) cut += text[i];
  return cut;
}

// The rules of NIST's mteval-v13a.pl, in their order. Each looks at ASCII alone, so that it may go
// over bytes: those of other letters count as "no digit".
std::string cut_by_13a(std::string_view sentence) {
  std::string text = with_blanks_around_symbols(" " + without_markup(sentence) + " ");
  text = replaced_pairs(
      text, [](char a, char b) { return !is_digit(a) && is_stop(b); },
      [](char a, char b) {
        return std::string{a, ' ', b, ' '};
      });
  text = replaced_pairs(
      text, [](char a, char b) { return is_stop(a) && !is_digit(b); },
      [](char a, char b) {
        return std::string{' ', a, ' ', b};
      });
  return replaced_pairs(
      text, [](char a, char b) { return is_digit(a) && b == '-'; },
      [](char a, char b) {
        return std::string{a, ' ', b, ' '};
      });
}

// (\S)-(\S) to "\1 ##AT##-##AT## \2", from left to right: both neighbours are used up.
std::string with_split_compounds(std::string_view text) {
  std::string cut;
  const auto blank = [&](std::size_t i) { return text[i] == ' ' || text[i] == '\t'; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    cut += text[i];
    if (i + 2 >= text.size() || blank(i) || text[i + 1] != '-' || blank(i + 2)) continue;
    cut += " ##AT##-##AT## ";
    cut += text[i + 2];
    i += 2;
  }
  return cut;
}

}  // namespace

std::vector<std::string> bleu_tokens(std::string_view sentence, BleuTokens kind) {
  std::string text(sentence);
  if (kind == BleuTokens::mteval_13a) text = cut_by_13a(sentence);
  if (kind == BleuTokens::split_compounds) text = with_split_compounds(sentence);
  std::vector<std::string> tokens;
  for (const std::string_view word : datasets::words_of(text)) tokens.emplace_back(word);
  return tokens;
}

}  // namespace actlab::tasks
