#include <actlab/tasks/bleu.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include <actlab/core/base/error.h>
#include <actlab/datasets/text/utf8.h>

namespace actlab::tasks {
namespace {

using Tokens = std::vector<std::string>;
using NGrams = std::map<std::vector<std::string>, std::int64_t>;

Tokens tokens_of(const std::string& line, const BleuOptions& options) {
  const std::size_t end = line.find_last_not_of(" \t\r\n\v\f");
  std::string text = line.substr(0, end == std::string::npos ? 0 : end + 1);
  if (options.letter_case == BleuCase::lower) text = datasets::lower_case(text);
  return bleu_tokens(text, options.tokens);
}

NGrams n_grams(const Tokens& tokens, std::size_t n) {
  NGrams counts;
  for (std::size_t i = 0; i + n <= tokens.size(); ++i) {
    ++counts[{tokens.begin() + static_cast<std::ptrdiff_t>(i),
              tokens.begin() + static_cast<std::ptrdiff_t>(i + n)}];
  }
  return counts;
}

// The most of each n-gram that one reference has.
NGrams most_of_each(const std::vector<Tokens>& references, std::size_t n) {
  NGrams most;
  for (const Tokens& reference : references) {
    for (const auto& [n_gram, count] : n_grams(reference, n)) {
      std::int64_t& known = most[n_gram];
      known = std::max(known, count);
    }
  }
  return most;
}

std::int64_t nearest_length(const std::vector<Tokens>& references, std::int64_t length) {
  std::int64_t nearest = static_cast<std::int64_t>(references.front().size());
  for (const Tokens& reference : references) {
    const auto own = static_cast<std::int64_t>(reference.size());
    const std::int64_t gap = std::abs(own - length), best = std::abs(nearest - length);
    if (gap < best || (gap == best && own < nearest)) nearest = own;
  }
  return nearest;
}

double brevity_penalty(const BleuSums& sums) {
  if (sums.length == 0) return sums.reference_length == 0 ? 1.0 : 0.0;
  if (sums.length >= sums.reference_length) return 1.0;
  return std::exp(1.0 -
                  static_cast<double>(sums.reference_length) / static_cast<double>(sums.length));
}

}  // namespace

BleuSums& BleuSums::operator+=(const BleuSums& other) {
  for (std::size_t i = 0; i < kBleuOrders; ++i) {
    matches[i] += other.matches[i];
    totals[i] += other.totals[i];
  }
  length += other.length;
  reference_length += other.reference_length;
  return *this;
}

BleuSums bleu_sums(const std::string& translation, const std::vector<std::string>& references,
                   const BleuOptions& options) {
  if (references.empty()) throw UsageError("[bleu] a translation needs at least one reference");
  const Tokens tokens = tokens_of(translation, options);
  std::vector<Tokens> reference_tokens;
  for (const std::string& line : references) reference_tokens.push_back(tokens_of(line, options));

  BleuSums sums;
  sums.length = static_cast<std::int64_t>(tokens.size());
  sums.reference_length = nearest_length(reference_tokens, sums.length);
  for (std::size_t n = 1; n <= kBleuOrders; ++n) {
    const NGrams most = most_of_each(reference_tokens, n);
    for (const auto& [n_gram, count] : n_grams(tokens, n)) {
      sums.totals[n - 1] += count;
      const auto found = most.find(n_gram);
      if (found != most.end()) sums.matches[n - 1] += std::min(count, found->second);
    }
  }
  return sums;
}

BleuScore bleu_score(const BleuSums& sums, BleuSmoothing smoothing) {
  BleuScore result{0.0, {}, brevity_penalty(sums), sums};
  const bool any = std::ranges::any_of(sums.matches, [](auto count) { return count > 0; });
  if (!any) return result;
  double stands_for_none = 1.0, log_sum = 0.0;
  for (std::size_t i = 0; i < kBleuOrders; ++i) {
    if (sums.totals[i] == 0) return result;
    auto matches = static_cast<double>(sums.matches[i]);
    if (sums.matches[i] == 0) {
      if (smoothing == BleuSmoothing::none) return result;
      matches = stands_for_none /= 2.0;
    }
    const double precision = matches / static_cast<double>(sums.totals[i]);
    result.precisions[i] = 100.0 * precision;
    log_sum += std::log(precision);
  }
  result.score = 100.0 * result.brevity_penalty * std::exp(log_sum / kBleuOrders);
  return result;
}

BleuScore bleu(const std::vector<std::string>& translations,
               const std::vector<std::vector<std::string>>& references,
               const BleuOptions& options) {
  if (references.empty()) throw UsageError("[bleu] translations need at least one reference");
  for (const auto& lines : references) {
    if (lines.size() == translations.size()) continue;
    throw UsageError(text("[bleu] ", translations.size(), " translations, but ", lines.size(),
                          " references; line n of both must belong together"));
  }
  BleuSums sums;
  for (std::size_t i = 0; i < translations.size(); ++i) {
    std::vector<std::string> own;
    for (const auto& lines : references) own.push_back(lines[i]);
    sums += bleu_sums(translations[i], own, options);
  }
  return bleu_score(sums, options.smoothing);
}

std::string bleu_signature(const BleuOptions& options, std::size_t references) {
  const auto tokens = [&] {
    if (options.tokens == BleuTokens::mteval_13a) return "13a";
    return options.tokens == BleuTokens::as_they_are ? "none" : "split-compounds";
  };
  return text("nrefs:", references,
              "|case:", options.letter_case == BleuCase::lower ? "lc" : "mixed",
              "|eff:no|tok:", tokens(),
              "|smooth:", options.smoothing == BleuSmoothing::none ? "none" : "exp");
}

}  // namespace actlab::tasks
