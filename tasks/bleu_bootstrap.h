// How far a BLEU score would move with other sentences of the same kind: lines are drawn anew, with
// replacement, and scored again and again (Koehn, "Statistical significance tests for machine
// translation evaluation", EMNLP 2004). Several translations of the same lines, say of several
// seeds, have the mean of their scores; all of them see the same draw, so that a difference is a
// paired one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <actlab/tasks/bleu.h>

namespace actlab::tasks {

using LineSums = std::vector<BleuSums>;  // of one translation, a line each

struct BootstrapOptions {
  std::int64_t draws = 1000;
  std::uint64_t seed = 0;
  double share = 0.95;  // of the draws that lie in the interval
  BleuSmoothing smoothing = BleuSmoothing::exponential;
};

struct BleuInterval {
  double score = 0.0;  // of the lines as they are
  double low = 0.0, high = 0.0;
};

// All of these throw UsageError without a translation or a line, and for translations that have
// different numbers of lines.
BleuInterval bleu_interval(std::span<const LineSums> translations,
                           const BootstrapOptions& options = {});
// Of `translations` less that of `others`.
BleuInterval bleu_difference(std::span<const LineSums> translations,
                             std::span<const LineSums> others,
                             const BootstrapOptions& options = {});

}  // namespace actlab::tasks
