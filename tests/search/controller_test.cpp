#include <actlab/search/controller.h>

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include <actlab/core/ops/arithmetic.h>
#include <actlab/search/canonical.h>
#include "tests/search/toy_reward.h"
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::search;
using namespace actlab::test;

namespace {

const std::vector<std::int64_t> kChoices{3, 4, 2};

// The network's log-probabilities once more, in double and one candidate at a time.
std::vector<double> naive_log_probabilities(const ControllerNetwork& network,
                                            const Candidate& candidate, std::size_t units,
                                            std::size_t width) {
  std::map<std::string, std::vector<double>> p;
  for (const NamedParameter& parameter : network.parameters()) {
    p[parameter.name].assign(parameter.tensor.values().begin(), parameter.tensor.values().end());
  }
  const auto sigmoid = [](double x) { return 1.0 / (1.0 + std::exp(-x)); };
  std::vector<double> h(units, 0.0), c(units, 0.0), result;
  for (std::size_t t = 0; t < candidate.size(); ++t) {
    std::vector<double> input(width + units);
    for (std::size_t j = 0; j < width; ++j) {
      input[j] = t == 0 ? p["start"][j]
                        : p[text("embedding.", t - 1)]
                           [static_cast<std::size_t>(candidate[t - 1]) * width + j];
    }
    std::copy(h.begin(), h.end(), input.begin() + static_cast<std::ptrdiff_t>(width));
    const auto gate = [&](std::size_t row) {
      double sum = p["lstm.bias"][row];
      for (std::size_t j = 0; j < input.size(); ++j) {
        sum += p["lstm.weight"][row * input.size() + j] * input[j];
      }
      return sum;
    };
    for (std::size_t u = 0; u < units; ++u) {
      c[u] = sigmoid(gate(units + u)) * c[u] + sigmoid(gate(u)) * std::tanh(gate(3 * units + u));
      h[u] = sigmoid(gate(2 * units + u)) * std::tanh(c[u]);
    }
    double sum = 0.0, chosen = 0.0;
    for (std::int64_t k = 0; k < kChoices[t]; ++k) {
      double logit = 0.0;
      for (std::size_t u = 0; u < units; ++u) {
        logit += p[text("head.", t)][static_cast<std::size_t>(k) * units + u] * h[u];
      }
      sum += std::exp(logit);
      if (k == candidate[t]) chosen = logit;
    }
    result.push_back(chosen - std::log(sum));
  }
  return result;
}

}  // namespace

TEST_CASE("controller: log-probabilities agree with the formulas in double") {
  ControllerNetwork network(kChoices, 5, 4, 1);
  for (NamedParameter& p : network.parameters()) {
    for (float& value : p.tensor.values()) value *= 8.0f;  // far from uniform
  }
  Random random(1, Purpose::test);
  const std::vector<Draw> draws = network.sample(6, random);
  std::vector<Candidate> candidates;
  for (const Draw& draw : draws) candidates.push_back(draw.candidate);
  const Tensor predicted = network.predict(candidates).log_probabilities;
  for (std::size_t n = 0; n < draws.size(); ++n) {
    const auto naive = naive_log_probabilities(network, candidates[n], 5, 4);
    for (std::size_t t = 0; t < naive.size(); ++t) {
      CHECK(draws[n].log_probabilities[t] == doctest::Approx(naive[t]).epsilon(1e-5));
      CHECK(predicted.values()[t * draws.size() + n] == doctest::Approx(naive[t]).epsilon(1e-5));
    }
  }
}

TEST_CASE("controller: candidates are drawn as often as their probabilities say") {
  ControllerNetwork network({4}, 5, 4, 2);
  for (NamedParameter& p : network.parameters()) {
    for (float& value : p.tensor.values()) value *= 10.0f;
  }
  Random random(2, Purpose::test);
  const std::vector<double> expected = network.distribution(1, random).probabilities[0];
  std::vector<double> share(4, 0.0);
  for (const Draw& draw : network.sample(4000, random)) {
    share[static_cast<std::size_t>(draw.candidate[0])] += 1.0 / 4000.0;
  }
  for (std::size_t k = 0; k < 4; ++k) CHECK(std::fabs(share[k] - expected[k]) < 0.03);
}

TEST_CASE("controller: gradients of the PPO loss agree with finite differences") {
  ControllerNetwork network(kChoices, 3, 2, 3);
  for (NamedParameter& p : network.parameters()) {
    for (float& value : p.tensor.values()) value *= 5.0f;
  }
  const std::vector<Candidate> candidates{{0, 3, 1}, {2, 1, 0}, {1, 1, 1}, {2, 0, 1}};
  const Tensor advantages = Tensor::from({4}, {0.75f, -1.5f, 0.5f, -0.25f});
  // then = now + shift: some ratios inside the clip, some beyond it on either side
  const Tensor shift = Tensor::from(
      {12}, {0.1f, -0.1f, 0.5f, -0.5f, 0.05f, 0.6f, -0.7f, 0.0f, -0.4f, 0.4f, 0.02f, -0.03f});
  const Tensor then = (network.predict(candidates).log_probabilities + shift).detach();
  const ControllerOptions options{.entropy_weight = 0.3};
  const auto loss = [&] {
    return ppo_loss(network.predict(candidates), then, advantages, options);
  };
  for (const NamedParameter& p : network.parameters()) {
    CAPTURE(p.name);
    const GradientCheck check =
        check_gradients({p.tensor}, loss, {.step = 0x1p-6, .absolute = 5e-5, .relative = 0.0});
    CHECK_MESSAGE(check.passed(), check.report());
    CHECK(check.relative_l2[0] < 0.1);
  }
}

TEST_CASE("controller: a token that has moved beyond the clip moves no further") {
  const Tensor now = Tensor::from({2}, {-1.0f, -1.0f}).set_requires_gradient(true);
  const Tensor then = Tensor::from({2}, {-1.5f, -0.5f});  // ratios 1.65 and 0.61
  const Tensor advantages = Tensor::from({2}, {2.0f, -2.0f});
  const ControllerOptions options{.entropy_weight = 0.0};
  const Tensor loss = ppo_loss({now, Tensor::scalar(0.0f)}, then, advantages, options);
  CHECK(loss.item() == doctest::Approx(-(1.2 * 2.0 - 0.8 * 2.0) / 2.0));
  backward(loss);
  CHECK(now.gradient().values()[0] == 0.0f);
  CHECK(now.gradient().values()[1] == 0.0f);
}

TEST_CASE("controller: its rewards rise on a toy") {
  const Space space;
  const ToyReward reward{space.parse_structure("max(tanh(x), cube(x))")};
  const auto searcher =
      make_searcher("rnn", space,
                    {.seed = 3,
                     .batch = 10,
                     .settings = R"({"preset": "paper", "lr": 0.005, "entropy_weight": 0.01})"});
  searcher->start();
  std::vector<double> means;
  for (int update = 0; update < 30; ++update) {
    const std::vector<double> rewards = next_rewards(*searcher, reward);
    double mean = 0.0;
    for (const double r : rewards) mean += r / static_cast<double>(rewards.size());
    means.push_back(mean);
    searcher->learn(rewards);
  }
  const auto mean_of_three = [&](std::size_t begin) {
    return (means[begin] + means[begin + 1] + means[begin + 2]) / 3.0;
  };
  CHECK(mean_of_three(0) < 0.2);
  CHECK(mean_of_three(10) > mean_of_three(0) + 0.1);
  CHECK(mean_of_three(27) > 0.8);
}

TEST_CASE("controller: presets can be overridden") {
  const ControllerOptions small = controller_options(R"({"preset": "small"})");
  CHECK(small.lr == controller_options("").lr);
  CHECK(small.redraws > 0);
  const ControllerOptions paper = controller_options(R"({"batch": 7, "preset": "paper"})");
  CHECK(paper.lr == 3.5e-4);
  CHECK(paper.entropy_weight == 1e-5);
  CHECK(paper.rank_power == 0.0);
  CHECK(paper.redraws == 0);
  CHECK(paper.batch == 7);
}

TEST_CASE("controller: ranks decide and not the size of rewards") {
  const Space space;
  const auto proposals = [&](double scale, double power) {
    const std::string settings = text(R"({"rank_power": )", power, "}");
    const auto searcher = make_searcher("rnn", space, {.seed = 4, .settings = settings});
    std::vector<Candidate> all = searcher->start();
    for (int update = 0; update < 6; ++update) {
      std::vector<double> rewards;
      for (const Candidate& open : searcher->open()) {
        rewards.push_back(scale * static_cast<double>(open[0] % 5));
      }
      for (Candidate& candidate : searcher->learn(rewards)) all.push_back(std::move(candidate));
    }
    return all;
  };
  CHECK(proposals(1.0, 2.0) == proposals(0.01, 2.0));
  CHECK(proposals(1.0, 0.0) != proposals(0.01, 0.0));
}

TEST_CASE("searchers: with redraws no candidate is proposed again") {
  SpaceOptions options;
  options.unary = {"identity", "sin", "exp", "tanh"};
  options.binary = {"add", "max"};
  const Space space(options);  // 20 that are not the same up to the order of their sides
  for (const char* name : {"evolution", "rnn"}) {
    CAPTURE(name);
    const auto searcher =
        make_searcher(name, space, {.batch = 1, .settings = R"({"redraws": 1000})"});
    std::set<std::string> met;
    Candidate next = searcher->start().front();
    for (int i = 0; i < 20; ++i) {
      CHECK(met.insert(space.structure(canonical(space, next))).second);
      next = searcher->learn(std::vector{0.1 * (i % 3)}).front();
    }
    CHECK(met.size() == 20);
    CHECK(!met.insert(space.structure(canonical(space, next))).second);  // there is nothing new
  }
}
