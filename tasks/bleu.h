// BLEU, how much translations share with references (Papineni et al., "BLEU: a method for automatic
// evaluation of machine translation", ACL 2002), with the conventions of sacreBLEU 2 (Post, "A call
// for clarity in reporting BLEU scores", 2018):
//
//   score = 100 BP exp(1/4 sum over n = 1..4 of log(matches_n / total_n))
//
// matches_n are the n-grams of a translation found in a reference of its line, each counted at most
// as often as one reference has it. BP = exp(1 - reference length / length) for a corpus shorter
// than its references, else 1; the reference length of a line is the one nearest to the
// translation's, the shorter of two. An order without n-grams at all makes the score 0.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <actlab/tasks/bleu_tokens.h>

namespace actlab::tasks {

inline constexpr int kBleuOrders = 4;

enum class BleuCase { mixed, lower };

// What stands for matches_n = 0: exponential takes 1/2, 1/4, ... for the first such order, the
// second, ...; with none the score is 0, as multi-bleu.perl has it.
enum class BleuSmoothing { exponential, none };

struct BleuOptions {
  BleuTokens tokens = BleuTokens::mteval_13a;
  BleuCase letter_case = BleuCase::mixed;
  BleuSmoothing smoothing = BleuSmoothing::exponential;
};

// What a score is made of. Sums of lines add up to sums of a corpus: draw lines again and again,
// and there is a bootstrap.
struct BleuSums {
  std::array<std::int64_t, kBleuOrders> matches{};
  std::array<std::int64_t, kBleuOrders> totals{};
  std::int64_t length = 0;            // tokens of the translations
  std::int64_t reference_length = 0;  // tokens

  BleuSums& operator+=(const BleuSums& other);
};

struct BleuScore {
  double score = 0.0;                            // 0 to 100
  std::array<double, kBleuOrders> precisions{};  // percent, smoothed
  double brevity_penalty = 0.0;
  BleuSums sums;
};

// One line with its references, at least one. Throws UsageError without any.
BleuSums bleu_sums(const std::string& translation, const std::vector<std::string>& references,
                   const BleuOptions& options);

BleuScore bleu_score(const BleuSums& sums, BleuSmoothing smoothing);

// A corpus: references[r][i] is the r-th reference of line i. Throws UsageError where a list of
// references is missing or has another number of lines, with both numbers.
BleuScore bleu(const std::vector<std::string>& translations,
               const std::vector<std::vector<std::string>>& references,
               const BleuOptions& options = {});

// "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp", as sacreBLEU prints its settings.
std::string bleu_signature(const BleuOptions& options, std::size_t references);

}  // namespace actlab::tasks
