#include <actlab/layers/beam_search.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include <actlab/core/base/error.h>

namespace actlab::layers {
namespace {

struct Candidate {
  double log_probability;
  std::size_t parent;  // among the sentence's alive sequences
  std::int32_t token;
};

bool more_probable(const Candidate& a, const Candidate& b) {
  if (a.log_probability != b.log_probability) return a.log_probability > b.log_probability;
  return a.parent != b.parent ? a.parent < b.parent : a.token < b.token;
}

void keep_best(std::vector<Candidate>& candidates, std::size_t count) {
  count = std::min(count, candidates.size());
  const auto middle = candidates.begin() + static_cast<std::ptrdiff_t>(count);
  std::partial_sort(candidates.begin(), middle, candidates.end(), more_probable);
  candidates.resize(count);
}

// One sentence's part of the search.
class Beam {
 public:
  Beam(std::int64_t sentence, std::int64_t limit, const BeamOptions& options)
      : sentence_(sentence), limit_(limit), options_(options), alive_(1) {}

  bool done() const { return done_; }

  // Appends a row for each alive sequence: where it comes from, and its last token.
  void ask(std::vector<std::int64_t>& parents, std::vector<std::int32_t>& tokens) {
    for (std::size_t i = 0; i < alive_.size(); ++i) {
      const bool first = alive_[i].tokens.empty();
      parents.push_back(first ? sentence_ : first_row_ + static_cast<std::int64_t>(parents_[i]));
      tokens.push_back(first ? options_.begin : alive_[i].tokens.back());
    }
  }

  // The rows of this sentence begin at `first_row` of the batch.
  void take(std::span<const float> rows, std::int64_t first_row) {
    first_row_ = first_row;
    std::vector<Sequence> grown;
    parents_.clear();
    for (const Candidate& candidate : best_candidates(rows)) {
      Sequence sequence = alive_[candidate.parent];
      sequence.log_probability = candidate.log_probability;
      if (candidate.token == options_.end) {
        finish(std::move(sequence), 1);
      } else if (static_cast<std::int64_t>(grown.size()) < options_.beams) {
        sequence.tokens.push_back(candidate.token);
        grown.push_back(std::move(sequence));
        parents_.push_back(candidate.parent);
      }
    }
    alive_ = std::move(grown);
    ++steps_;
    done_ = alive_.empty() || steps_ >= limit_ || (is_full() && finished_.back().score >= hope());
  }

  std::vector<Sequence> results() {
    if (finished_.empty()) {
      for (Sequence& sequence : alive_) finish(std::move(sequence), 0);
    }
    return std::move(finished_);
  }

 private:
  double penalty(std::int64_t length) const {
    return std::pow((5.0 + static_cast<double>(length)) / 6.0, options_.alpha);
  }

  // The most that an alive sequence could still reach.
  double hope() const { return alive_.front().log_probability / penalty(limit_); }

  bool is_full() const { return static_cast<std::int64_t>(finished_.size()) == options_.beams; }

  std::vector<Candidate> best_candidates(std::span<const float> rows) const {
    const auto count = static_cast<std::size_t>(2 * options_.beams);
    const std::size_t vocabulary = rows.size() / alive_.size();
    std::vector<Candidate> best, of_row;
    for (std::size_t parent = 0; parent < alive_.size(); ++parent) {
      of_row.clear();
      for (std::size_t token = 0; token < vocabulary; ++token) {
        const auto log_probability = static_cast<double>(rows[parent * vocabulary + token]);
        if (std::isnan(log_probability)) {
          throw Error(text("[beam search] the model gives NaN for sentence ", sentence_ + 1));
        }
        if (std::isinf(log_probability)) continue;  // it cannot follow
        of_row.push_back({alive_[parent].log_probability + log_probability, parent,
                          static_cast<std::int32_t>(token)});
      }
      keep_best(of_row, count);
      best.insert(best.end(), of_row.begin(), of_row.end());
    }
    keep_best(best, count);
    return best;
  }

  // `marks`: 1 where the end counts as a token of the length.
  void finish(Sequence sequence, std::int64_t marks) {
    const auto length = static_cast<std::int64_t>(sequence.tokens.size()) + marks;
    sequence.score = sequence.log_probability / penalty(length);
    const auto place =
        std::ranges::upper_bound(finished_, sequence.score, std::greater<>(), &Sequence::score);
    finished_.insert(place, std::move(sequence));
    if (static_cast<std::int64_t>(finished_.size()) > options_.beams) finished_.pop_back();
  }

  std::int64_t sentence_, limit_;
  const BeamOptions& options_;
  std::vector<Sequence> alive_, finished_;  // the best first
  std::vector<std::size_t> parents_;        // of alive_, in the step before
  std::int64_t first_row_ = 0, steps_ = 0;
  bool done_ = false;
};

void check(const std::vector<std::int64_t>& limits, const BeamOptions& options) {
  if (options.beams < 1) {
    throw UsageError(text("[beam search] needs at least 1 beam, got ", options.beams));
  }
  for (const std::int64_t limit : limits) {
    if (limit < 1) throw UsageError(text("[beam search] a limit must be at least 1, got ", limit));
  }
}

}  // namespace

std::vector<std::vector<Sequence>> beam_search(NextToken& model,
                                               const std::vector<std::int64_t>& limits,
                                               const BeamOptions& options) {
  check(limits, options);
  std::vector<Beam> beams;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    beams.emplace_back(static_cast<std::int64_t>(i), limits[i], options);
  }
  const auto vocabulary = static_cast<std::size_t>(model.vocabulary());
  while (true) {
    std::vector<std::int64_t> parents, ends;
    std::vector<std::int32_t> tokens;
    for (Beam& beam : beams) {
      if (!beam.done()) beam.ask(parents, tokens);
      ends.push_back(static_cast<std::int64_t>(parents.size()));
    }
    if (parents.empty()) break;
    const std::span<const float> rows = model.follow(parents, tokens);
    std::int64_t begin = 0;
    for (std::size_t i = 0; i < beams.size(); ++i) {
      const auto first = static_cast<std::size_t>(begin) * vocabulary;
      const auto count = static_cast<std::size_t>(ends[i] - begin) * vocabulary;
      if (count > 0) beams[i].take(rows.subspan(first, count), begin);
      begin = ends[i];
    }
  }
  std::vector<std::vector<Sequence>> results;
  for (Beam& beam : beams) results.push_back(beam.results());
  return results;
}

}  // namespace actlab::layers
