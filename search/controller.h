// The searcher of "Searching for activation functions" (1710.05941): a recurrent controller trained
// by proximal policy optimisation (Schulman et al., 1707.06347) on the rewards of what it proposed.
//
//   A = reward - b,   b = moving average of rewards: b <- decay b + (1 - decay) (mean of the batch)
//   r = p(token) now / p(token) when it was drawn, for each token of each candidate
//   loss = -mean min(r A, clip(r, 1 - clip, 1 + clip) A) - entropy_weight * (mean entropy)
//
// A batch is learned from in `epochs` steps of Adam, the gradient clipped to norm gradient_clip.
// The average starts at the first batch's mean, and takes a batch in after it has been learned
// from.
//
// The preset "paper" is that and no more. The paper gives no numbers; sizes, lr and entropy weight
// are those of NASNet (1707.07012), for ten thousand trainings and more. The default preset,
// "small", is for some hundred of them, and adds two things:
//
//   rank_power  the reward above is rank^rank_power, where rank in (0, 1) is the share of all
//               rewards so far that are lower (of equal ones, half): many candidates diverge, and
//               their zeros would hide how the others differ; and what counts is to find the best,
//               not a good mean (risk-seeking policy gradients, Petersen et al., 1912.04871, have
//               the same aim). So the entropy weight suits rewards of any spread.
//   redraws     what has a reward already is drawn again, up to so many times and each time a
//               little hotter (logits / (1 + redraw / 10)): so that the controller does not spend
//               its proposals on what is known, and gets away from where all is known.
#pragma once

#include <memory>
#include <string_view>

#include <actlab/optim/adam.h>
#include <actlab/search/canonical.h>
#include <actlab/search/controller_network.h>

namespace actlab::search {

struct ControllerOptions {
  double lr = 5e-3;
  double entropy_weight = 0.03;
  std::int64_t batch = 10;
  std::int64_t epochs = 4;
  double clip = 0.2;
  double gradient_clip = 1.0;
  double baseline_decay = 0.95;
  double rank_power = 8.0;  // 0: the reward as it is
  std::int64_t redraws = 20;
  std::int64_t units = 100;
  std::int64_t embedding = 100;
};

// {"preset": "paper", "lr": 1e-3, ...}, all keys as above and optional; UsageError for others.
ControllerOptions controller_options(std::string_view settings);

// The loss above, of the candidates' tokens: log_probabilities [T * N] now and when drawn, and the
// advantage of each candidate [N].
Tensor ppo_loss(const ControllerNetwork::Prediction& now, const Tensor& log_probabilities_then,
                const Tensor& advantages, const ControllerOptions& options);

class Controller : public Method {
 public:
  Controller(const Space& space, const ControllerOptions& options, std::uint64_t seed);

  std::vector<Draw> draw(std::int64_t count, Random& random) override;
  void learn(std::span<const Draw> draws, std::span<const double> rewards) override;
  std::string weights() const override;
  std::string optimizer() const override;
  void restore(const std::string& weights, const std::string& optimizer) override;
  std::int64_t usual_batch() const override { return options_.batch; }
  double baseline() const override { return baseline_; }
  Distribution distribution() const override;

 private:
  // rank^rank_power of each, once they have joined the history.
  std::vector<double> ranked(std::span<const double> rewards);

  const Space space_;
  const ControllerOptions options_;
  const std::uint64_t seed_;
  const std::unique_ptr<ControllerNetwork> network_;
  const std::unique_ptr<optim::Adam> adam_;
  double baseline_ = 0.0;
  bool has_baseline_ = false;
  std::vector<double> history_;  // all rewards, rising; empty with the reward as it is
  Remembered known_;             // what it has learned from
};

}  // namespace actlab::search
