#include <actlab/search/controller_network.h>

#include <cmath>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/activation.h>
#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/concat.h>
#include <actlab/core/ops/embedding.h>
#include <actlab/core/ops/linear.h>
#include <actlab/core/ops/pick.h>
#include <actlab/core/ops/reduce.h>
#include <actlab/core/ops/slice.h>
#include <actlab/core/ops/softmax.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab::search {
namespace {

Tensor sigmoid(const Tensor& x) {
  static const formula::FormulaPointer f = formula::compile("sigmoid(x)");
  return activation(x, f);
}

Tensor tanh(const Tensor& x) {
  static const formula::FormulaPointer f = formula::compile("tanh(x)");
  return activation(x, f);
}

// -p log p of each l = log p, with p log p = 0 at p = 0.
Tensor surprise(const Tensor& log_probabilities) {
  static const formula::FormulaPointer f = formula::compile("-x * exp(x)");
  return activation(log_probabilities, f);
}

// p^(1/temperature) of each, normalised.
std::vector<double> tempered(std::span<const float> log_probabilities, double temperature) {
  std::vector<double> probabilities;
  double sum = 0.0;
  for (const float value : log_probabilities) {
    probabilities.push_back(std::exp(static_cast<double>(value) / temperature));
    sum += probabilities.back();
  }
  for (double& probability : probabilities) probability /= sum;
  return probabilities;
}

// The first choice whose cumulated probability exceeds a uniform number.
std::int64_t choose(std::span<const double> probabilities, double uniform) {
  const auto last = std::ssize(probabilities) - 1;
  double sum = 0.0;
  for (std::int64_t k = 0; k < last; ++k) {
    sum += probabilities[static_cast<std::size_t>(k)];
    if (uniform < sum) return k;
  }
  return last;
}

// What each candidate has at a position.
Indices tokens_at(std::size_t position, const std::vector<Candidate>& candidates) {
  std::vector<std::int32_t> tokens;
  tokens.reserve(candidates.size());
  for (const Candidate& candidate : candidates) {
    tokens.push_back(static_cast<std::int32_t>(candidate.at(position)));
  }
  return Indices(std::move(tokens));
}

std::span<const float> row(const Tensor& table, std::int64_t n) {
  const auto width = static_cast<std::size_t>(table.size(1));
  return table.values().subspan(static_cast<std::size_t>(n) * width, width);
}

}  // namespace

ControllerNetwork::ControllerNetwork(std::vector<std::int64_t> choices, std::int64_t units,
                                     std::int64_t embedding, std::uint64_t seed)
    : choices_(std::move(choices)), units_(units) {
  if (choices_.empty()) throw Error("[controller] the space has one candidate: nothing to predict");
  constexpr float kRange = 0.1f;
  constexpr std::uint64_t kStream = 1;
  Random random(seed, Purpose::controller, kStream);
  const auto add = [&](std::string name, const Shape& shape) {
    Tensor tensor = Tensor::uninitialised(shape);
    for (float& value : tensor.values()) value = kRange * (2.0f * random.uniform() - 1.0f);
    return add_parameter(std::move(name), tensor);
  };
  weight_ = add("lstm.weight", {4 * units, embedding + units});
  bias_ = add("lstm.bias", {4 * units});
  start_ = add("start", {1, embedding});
  for (std::size_t p = 0; p < choices_.size(); ++p) {
    if (p + 1 < choices_.size()) {
      embeddings_.push_back(add(text("embedding.", p), {choices_[p], embedding}));
    }
    heads_.push_back(add(text("head.", p), {choices_[p], units}));
  }
}

ControllerNetwork::State ControllerNetwork::first_state(std::int64_t count) const {
  return {Tensor::zeros({count, units_}), Tensor::zeros({count, units_})};
}

Tensor ControllerNetwork::step(std::size_t position, const Indices& tokens, State& state) const {
  const Tensor input = embedding(position == 0 ? start_ : embeddings_[position - 1], tokens);
  const Tensor gates = linear(concat({input, state.h}, 1), weight_, bias_);
  const Tensor open = sigmoid(slice(gates, 1, 0, 3 * units_));  // i, f, o
  const auto gate = [&](std::int64_t g) { return slice(open, 1, g * units_, (g + 1) * units_); };
  const Tensor content = tanh(slice(gates, 1, 3 * units_, 4 * units_));
  state.c = gate(1) * state.c + gate(0) * content;
  state.h = gate(2) * tanh(state.c);
  return log_softmax(linear(state.h, heads_[position]));
}

ControllerNetwork::Prediction ControllerNetwork::predict(const std::vector<Candidate>& candidates) {
  const auto count = std::ssize(candidates);
  State state = first_state(count);
  Indices tokens = Indices::full({count}, 0);
  std::vector<Tensor> log_probabilities;
  Tensor entropy = Tensor::scalar(0.0f);
  for (std::size_t p = 0; p < choices_.size(); ++p) {
    const Tensor all = step(p, tokens, state);
    tokens = tokens_at(p, candidates);
    log_probabilities.push_back(pick(all, tokens));
    entropy = entropy + sum(surprise(all));
  }
  const auto terms = static_cast<float>(count * std::ssize(choices_));
  return {concat(log_probabilities, 0), entropy / terms};
}

std::vector<Draw> ControllerNetwork::sample(std::int64_t count, Random& random,
                                            double temperature) {
  const NoGradient guard;
  State state = first_state(count);
  Indices tokens = Indices::full({count}, 0);
  std::vector<Draw> draws(static_cast<std::size_t>(count));
  for (std::size_t p = 0; p < choices_.size(); ++p) {
    const Tensor all = step(p, tokens, state);
    std::vector<std::int32_t> chosen;
    chosen.reserve(draws.size());
    for (Draw& draw : draws) {
      const std::span<const float> here = row(all, std::ssize(chosen));
      const std::int64_t token = choose(tempered(here, temperature), random.uniform_double());
      chosen.push_back(static_cast<std::int32_t>(token));
      draw.candidate.push_back(token);
      draw.log_probabilities.push_back(static_cast<double>(here[static_cast<std::size_t>(token)]));
    }
    tokens = Indices(std::move(chosen));
  }
  return draws;
}

Distribution ControllerNetwork::distribution(std::int64_t count, Random& random) {
  const NoGradient guard;
  const std::vector<Draw> draws = sample(count, random);
  State state = first_state(count);
  std::vector<Candidate> candidates;
  candidates.reserve(draws.size());
  for (const Draw& draw : draws) candidates.push_back(draw.candidate);
  Indices tokens = Indices::full({count}, 0);
  Distribution distribution;
  for (std::size_t p = 0; p < choices_.size(); ++p) {
    const Tensor all = step(p, tokens, state);
    std::vector<double> mean(static_cast<std::size_t>(choices_[p]), 0.0);
    double entropy = 0.0;
    for (std::int64_t n = 0; n < count; ++n) {
      const std::span<const float> here = row(all, n);
      for (std::size_t k = 0; k < here.size(); ++k) {
        const auto log_probability = static_cast<double>(here[k]);
        mean[k] += std::exp(log_probability) / static_cast<double>(count);
        entropy -= std::exp(log_probability) * log_probability / static_cast<double>(count);
      }
    }
    tokens = tokens_at(p, candidates);
    distribution.probabilities.push_back(std::move(mean));
    distribution.entropy.push_back(entropy);
  }
  return distribution;
}

}  // namespace actlab::search
