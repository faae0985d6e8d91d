#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>
#include <actlab/layers/beam_search.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::layers;
using Tokens = std::vector<std::int32_t>;

namespace {

constexpr std::int64_t kVocabulary = 5;  // 0 padding, 1 begin, 2 end, 3, 4

// A random language: what follows depends on the sentence and all tokens so far. Keeps the past of
// every row by itself, so that wrong parents are found out.
class RandomLanguage : public NextToken {
 public:
  explicit RandomLanguage(std::uint64_t seed) : seed_(seed) {}

  std::int64_t vocabulary() const override { return kVocabulary; }

  std::vector<float> after(std::int64_t sentence, const Tokens& past) const {
    std::uint64_t name = static_cast<std::uint64_t>(sentence);
    for (const std::int32_t token : past) name = name * 7 + static_cast<std::uint64_t>(token) + 1;
    Random random(seed_, Purpose::test, name);
    std::vector<float> values(kVocabulary);
    float sum = 0.0f;
    for (float& value : values) sum += value = 0.01f + random.uniform();
    for (float& value : values) value = std::log(value / sum);
    return values;
  }

  std::span<const float> follow(const std::vector<std::int64_t>& parents,
                                const Tokens& tokens) override {
    std::vector<Row> rows;
    values_.clear();
    for (std::size_t r = 0; r < parents.size(); ++r) {
      Row row = rows_.empty() ? Row{parents[r], {}} : rows_[static_cast<std::size_t>(parents[r])];
      row.past.push_back(tokens[r]);
      const std::vector<float> own = after(row.sentence, row.past);
      values_.insert(values_.end(), own.begin(), own.end());
      rows.push_back(row);
    }
    rows_ = rows;
    return values_;
  }

 private:
  struct Row {
    std::int64_t sentence;
    Tokens past;
  };
  std::uint64_t seed_;
  std::vector<Row> rows_;
  std::vector<float> values_;
};

// All finished sequences of at most `limit` tokens, the end counted: the best one.
void enumerate(const RandomLanguage& language, std::int64_t sentence, std::int64_t limit,
               double alpha, Tokens past, double log_p, Sequence& best) {
  const std::vector<float> next = language.after(sentence, past);
  const auto length = static_cast<double>(past.size());
  const double ended = log_p + static_cast<double>(next[2]);
  const double score = ended / std::pow((5.0 + length) / 6.0, alpha);
  if (score > best.score) best = {score, ended, {past.begin() + 1, past.end()}};
  if (static_cast<std::int64_t>(past.size()) == limit) return;
  for (const std::int32_t token : {0, 1, 3, 4}) {
    Tokens longer = past;
    longer.push_back(token);
    enumerate(language, sentence, limit, alpha, longer,
              log_p + static_cast<double>(next[static_cast<std::size_t>(token)]), best);
  }
}

}  // namespace

TEST_CASE("A wide beam finds the best of all sequences") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (const double alpha : {0.0, 0.6, 1.0}) {
      RandomLanguage language(seed);
      const auto found = beam_search(language, {4, 3}, {.beams = 400, .alpha = alpha});
      for (std::int64_t sentence = 0; sentence < 2; ++sentence) {
        Sequence best{-std::numeric_limits<double>::infinity(), 0.0, {}};
        enumerate(language, sentence, sentence == 0 ? 4 : 3, alpha, {1}, 0.0, best);
        const Sequence& first = found[static_cast<std::size_t>(sentence)].front();
        CHECK(first.tokens == best.tokens);
        CHECK(first.score == doctest::Approx(best.score).epsilon(1e-12));
        CHECK(first.log_probability == doctest::Approx(best.log_probability).epsilon(1e-12));
      }
    }
  }
}

TEST_CASE("Results do not depend on the other sentences of a batch") {
  const std::vector<std::int64_t> limits = {9, 2, 30, 5, 12};
  const BeamOptions options{.beams = 3};
  RandomLanguage together(7);
  const auto all = beam_search(together, limits, options);
  for (std::size_t i = 0; i < limits.size(); ++i) {
    std::vector<std::int64_t> fewer = limits;
    for (std::size_t j = i + 1; j < fewer.size(); ++j) fewer[j] = 1;
    RandomLanguage alone(7);
    const auto own = beam_search(alone, fewer, options)[i];
    REQUIRE(own.size() == all[i].size());
    for (std::size_t s = 0; s < own.size(); ++s) CHECK(own[s].tokens == all[i][s].tokens);
    CHECK(std::ranges::is_sorted(own, std::greater<>(), &Sequence::score));
  }
}

TEST_CASE("One beam takes the most probable token every time") {
  RandomLanguage language(3);
  const auto found = beam_search(language, {20}, {.beams = 1, .alpha = 0.0});
  Tokens past = {1};
  for (const std::int32_t token : found[0].front().tokens) {
    std::vector<float> next = language.after(0, past);
    next[2] = -100.0f;  // an end that was finished and beaten, or none
    CHECK(token == std::ranges::max_element(next) - next.begin());
    past.push_back(token);
  }
}

TEST_CASE("Without any end the alive sequences count, at the limit's length") {
  class Endless : public NextToken {
   public:
    std::int64_t vocabulary() const override { return 4; }
    std::span<const float> follow(const std::vector<std::int64_t>& parents,
                                  const Tokens&) override {
      values_.clear();
      for (std::size_t r = 0; r < parents.size(); ++r) {
        values_.insert(values_.end(),
                       {-9.0f, -9.0f, -std::numeric_limits<float>::infinity(), 0.0f});
      }
      return values_;
    }
    std::vector<float> values_;
  } endless;
  const auto found = beam_search(endless, {6}, {.beams = 2});
  REQUIRE(found[0].size() == 2);
  CHECK(found[0][0].tokens == Tokens(6, 3));
  CHECK(found[0][0].score == 0.0);
}

TEST_CASE("Searches that cannot be are refused") {
  RandomLanguage language(0);
  CHECK(beam_search(language, {}, {}).empty());
  CHECK_THROWS_AS(beam_search(language, {3}, {.beams = 0}), UsageError);
  CHECK_THROWS_AS(beam_search(language, {0}, {}), UsageError);
}
