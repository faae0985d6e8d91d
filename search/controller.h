// The searcher of "Searching for activation functions" (1710.05941): a recurrent controller trained
// by proximal policy optimisation (Schulman et al., 1707.06347) on the rewards of what it proposed.
//
//   A = reward - b,   b = moving average of rewards: b <- decay b + (1 - decay) (mean of the batch)
//   r = p(token) now / p(token) when it was drawn, for each token of each candidate
//   loss = -mean min(r A, clip(r, 1 - clip, 1 + clip) A) - entropy_weight * (mean entropy)
//
// A batch is learned from in `epochs` steps of Adam, the gradient clipped to norm gradient_clip.
// The average starts at the first batch's mean, and takes a batch in after it has been learned
// from. The paper gives no numbers; sizes, lr and entropy weight are those of NASNet (1707.07012).
//
// The preset "small" is for budgets of some hundred trainings: lr 5e-3, entropy_weight 1e-2, batch
// 10. The entropy weight is to be seen beside the spread of the rewards: it suits accuracies whose
// standard deviation is about 0.1.
#pragma once

#include <memory>
#include <string_view>

#include "optim/adam.h"
#include "search/controller_network.h"

namespace actlab::search {

struct ControllerOptions {
  double lr = 3.5e-4;
  double entropy_weight = 1e-5;
  std::int64_t batch = 20;
  std::int64_t epochs = 4;
  double clip = 0.2;
  double gradient_clip = 1.0;
  double baseline_decay = 0.95;
  std::int64_t units = 100;
  std::int64_t embedding = 100;
};

// {"preset": "small", "lr": 5e-3, ...}, all keys as above and optional; UsageError for others.
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
  const ControllerOptions options_;
  const std::uint64_t seed_;
  const std::unique_ptr<ControllerNetwork> network_;
  const std::unique_ptr<optim::Adam> adam_;
  double baseline_ = 0.0;
  bool has_baseline_ = false;
};

}  // namespace actlab::search
