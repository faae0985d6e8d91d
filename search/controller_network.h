// The network of the controller: an LSTM (Hochreiter and Schmidhuber 1997, with forget gates) that
// predicts a candidate token by token, each prediction fed back (Zoph and Le, 1611.01578).
//
//   e_0 = start,  e_t = embedding_t-1[token_t-1]
//   [i f o g] = [e_t, h] weight^T + bias
//   c = sigmoid(f) c + sigmoid(i) tanh(g),   h = sigmoid(o) tanh(c)
//   p_t = softmax(h head_t^T)
//
// Each position has an embedding and a head of its own. Parameters: lstm.weight [4U, E + U],
// lstm.bias [4U], start [1, E], and for each position p of k choices embedding.p [k, E] (but the
// last) and head.p [k, U]; all drawn uniformly from +-0.1 (Zoph et al., 1707.07012).
#pragma once

#include <cstdint>
#include <vector>

#include <actlab/core/base/random.h>
#include <actlab/core/tensor/indices.h>
#include <actlab/layers/module.h>
#include <actlab/search/method.h>

namespace actlab::search {

class ControllerNetwork : public layers::Module {
 public:
  // `choices` of each position; at least one position. Units of the LSTM, width of embeddings.
  ControllerNetwork(std::vector<std::int64_t> choices, std::int64_t units, std::int64_t embedding,
                    std::uint64_t seed);

  std::string kind() const override { return "Controller"; }

  // What the network makes of given candidates, N of them with T tokens each.
  struct Prediction {
    Tensor log_probabilities;  // [T * N], of the tokens, position after position
    Tensor entropy;            // scalar: mean over positions and candidates
  };
  Prediction predict(const std::vector<Candidate>& candidates);

  // Draws candidates, recording nothing. With a temperature other than 1 a token is drawn with
  // p^(1/temperature), normalised; the log-probabilities of the draws are those at 1.
  std::vector<Draw> sample(std::int64_t count, Random& random, double temperature = 1.0);
  // Mean distribution and mean entropy of each position over `count` candidates drawn like that.
  Distribution distribution(std::int64_t count, Random& random);

 private:
  // The state after some tokens.
  struct State {
    Tensor h, c;
  };
  State first_state(std::int64_t count) const;
  // Feeds the token before position `position` (none before the first) of each of the candidates,
  // and returns the log-probabilities [N, k] of what comes there.
  Tensor step(std::size_t position, const Indices& tokens, State& state) const;

  const std::vector<std::int64_t> choices_;
  const std::int64_t units_;
  Tensor weight_, bias_, start_;
  std::vector<Tensor> embeddings_, heads_;
};

}  // namespace actlab::search
