// Beam search: the most probable outputs of a model that writes one token after the other.
//
// A step takes, for each sentence, the 2k most probable continuations of its k alive sequences.
// Those that end become finished with the score log p / ((5 + n) / 6)^alpha, n tokens with the end
// (Wu et al., "Google's neural machine translation system", 2016, section 7); of the rest the best
// k stay alive. A sentence is done when n reaches its limit, or when k are finished and no alive
// sequence can reach the worst of them any more. k = 1 is greedy search.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace actlab::layers {

// What is searched: a model with its memory of each row's past.
class NextToken {
 public:
  virtual ~NextToken() = default;

  virtual std::int64_t vocabulary() const = 0;

  // Log probabilities [rows, vocabulary] of the token that follows. Row r goes on where row
  // parents[r] of the call before stood, and takes tokens[r]. In the first call row r begins
  // sentence parents[r]. The values are read until the next call.
  virtual std::span<const float> follow(const std::vector<std::int64_t>& parents,
                                        const std::vector<std::int32_t>& tokens) = 0;
};

struct BeamOptions {
  std::int64_t beams = 4;  // k
  double alpha = 0.6;      // 0: the plain log probability; higher ones favour long outputs
  std::int32_t begin = 1;
  std::int32_t end = 2;
};

struct Sequence {
  double score = 0.0;
  double log_probability = 0.0;
  std::vector<std::int32_t> tokens;  // without begin and end
};

// For each sentence its finished sequences, at most k, the best first; where the limit came before
// any end, the alive ones. limits[i] >= 1 is the most tokens of sentence i, the end counted. Of
// equally probable continuations, that of the better sequence comes first, then the smaller token.
// Throws UsageError for no beams and a limit below 1; Error where the model gives NaN.
std::vector<std::vector<Sequence>> beam_search(NextToken& model,
                                               const std::vector<std::int64_t>& limits,
                                               const BeamOptions& options);

}  // namespace actlab::layers
