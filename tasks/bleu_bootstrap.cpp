#include <actlab/tasks/bleu_bootstrap.h>

#include <algorithm>
#include <numeric>

#include <actlab/core/base/error.h>
#include <actlab/core/base/quantile.h>
#include <actlab/core/base/random.h>

namespace actlab::tasks {
namespace {

using Lines = std::vector<std::int64_t>;

double mean_score(std::span<const LineSums> translations, const Lines& lines,
                  BleuSmoothing smoothing) {
  double sum = 0.0;
  for (const LineSums& translation : translations) {
    BleuSums sums;
    for (const std::int64_t line : lines) sums += translation[static_cast<std::size_t>(line)];
    sum += bleu_score(sums, smoothing).score;
  }
  return sum / static_cast<double>(std::max<std::size_t>(1, translations.size()));
}

void require_lines(std::span<const LineSums> translations, std::size_t lines) {
  if (translations.empty() || lines == 0) {
    throw UsageError("[bleu] a bootstrap needs a translation with at least one line");
  }
  for (const LineSums& translation : translations) {
    if (translation.size() == lines) continue;
    throw UsageError(text("[bleu] translations of the same lines must have as many: got ",
                          translation.size(), " beside ", lines));
  }
}

template <class Score>
BleuInterval interval(std::int64_t lines, const BootstrapOptions& options, const Score& score) {
  if (options.draws < 1 || !(options.share > 0.0 && options.share < 1.0)) {
    throw UsageError("[bleu] a bootstrap needs at least one draw and a share between 0 and 1");
  }
  Lines drawn(static_cast<std::size_t>(lines));
  std::iota(drawn.begin(), drawn.end(), 0);
  const double as_they_are = score(drawn);
  Random random(options.seed, Purpose::bootstrap);
  std::vector<double> scores;
  for (std::int64_t draw = 0; draw < options.draws; ++draw) {
    for (std::int64_t& line : drawn) line = random.below(lines);
    scores.push_back(score(drawn));
  }
  std::ranges::sort(scores);
  const double outside = (1.0 - options.share) / 2.0;
  return {as_they_are, quantile(scores, outside), quantile(scores, 1.0 - outside)};
}

}  // namespace

BleuInterval bleu_interval(std::span<const LineSums> translations,
                           const BootstrapOptions& options) {
  const std::size_t lines = translations.empty() ? 0 : translations.front().size();
  require_lines(translations, lines);
  return interval(static_cast<std::int64_t>(lines), options, [&](const Lines& drawn) {
    return mean_score(translations, drawn, options.smoothing);
  });
}

BleuInterval bleu_difference(std::span<const LineSums> translations,
                             std::span<const LineSums> others, const BootstrapOptions& options) {
  const std::size_t lines = translations.empty() ? 0 : translations.front().size();
  require_lines(translations, lines);
  require_lines(others, lines);
  return interval(static_cast<std::int64_t>(lines), options, [&](const Lines& drawn) {
    return mean_score(translations, drawn, options.smoothing) -
           mean_score(others, drawn, options.smoothing);
  });
}

}  // namespace actlab::tasks
