// A searcher proposes candidates and learns from their rewards. How candidates are trained, where
// and when, is not its business.
//
//   auto searcher = make_searcher("rnn", space, {.seed = 1});
//   std::vector<Candidate> proposals = searcher->start();        // numbers 0, 1, 2...
//   while (!searcher->finished()) {
//     ... rewards of proposals consumed() to consumed() + expected() - 1, in number order
//     proposals = searcher->learn(rewards);                      // numbered on
//   }
//
// Deterministic: proposals are a function of the space, the options, and the rewards of the
// proposals that had been consumed when they were made; time and order of arrival play no part.
// start() and each learn() make one state, to be stored together with the proposals that it
// returned; restore() of that state goes on bit for bit as if undisturbed.
//
// Rewards are finite numbers, larger is better (validation accuracy); what diverged, is constant or
// was refused before training has reward 0.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/base/random.h>
#include <actlab/search/method.h>
#include <actlab/search/space.h>
#include <actlab/studies/store/store.h>

namespace actlab::search {

struct SearcherOptions {
  std::uint64_t seed = 1;
  // Rewards that are learned from at once. 0: the searcher's own (rnn 20 or 10, others 1).
  std::int64_t batch = 0;
  // Proposals that are made ahead of the rewards, beyond one batch, so that workers need not wait
  // for each other: batch + ahead trainings are under way at most. What is made ahead is made with
  // less knowledge. About the number of workers keeps all of them busy.
  std::int64_t ahead = 0;
  // Settings of one searcher, as JSON: see controller.h and evolution.h. UsageError for
  // an unknown key. Empty: defaults.
  std::string settings = "";
};

class Searcher {
 public:
  // For methods that make_searcher() does not know; `options.settings` is the method's business.
  Searcher(std::string name, Space space, const SearcherOptions& options,
           std::unique_ptr<Method> method);

  const std::string& name() const { return name_; }
  const Space& space() const { return space_; }

  // The first batch() + ahead proposals. To be called once, unless restored.
  std::vector<Candidate> start();
  // Learns from the next expected() proposals and makes as many new ones (fewer where the space is
  // used up). Throws Error for another number of rewards and for one that is not finite.
  std::vector<Candidate> learn(std::span<const double> rewards);

  std::int64_t batch() const { return batch_; }
  std::int64_t expected() const;  // rewards that the next learn() wants
  std::int64_t proposed() const { return consumed_ + std::ssize(open_); }
  std::int64_t consumed() const { return consumed_; }
  bool finished() const { return started_ && open_.empty(); }
  std::vector<Candidate> open() const;  // proposals consumed() to proposed() - 1

  // All of it, in the fields in which the store keeps it. `report` is for people:
  //   {"searcher": "rnn", "consumed": 40, "mean_reward": 0.71 (of the last batch), "baseline":
  //   0.69,
  //    "best_reward": 0.83, "best": "structure", "entropy": [nats, a position], "positions":
  //    [{"name": "unit 1 unary 1", "tokens": ["identity", ...], "probabilities": [0.04, ...]},
  //    ...]}
  // Probabilities are those with which the searcher would draw now (evolution: the shares of the
  // population); "entropy" and "positions" are missing where there are none.
  studies::ControllerState state() const;
  // Throws Error where the state is damaged, or of another searcher, space or options.
  void restore(const studies::ControllerState& state);

 private:
  std::vector<Candidate> propose(std::int64_t count);
  std::string report() const;

  const std::string name_;
  const Space space_;
  const std::string identity_;  // what a state must have been made by
  const std::unique_ptr<Method> method_;
  const std::int64_t batch_;
  const std::int64_t ahead_;
  Random random_;
  bool started_ = false;
  std::int64_t update_ = 0;
  std::int64_t consumed_ = 0;
  std::deque<Draw> open_;
  double mean_reward_ = 0.0;
  double best_reward_ = 0.0;
  Candidate best_;  // empty before the first reward
};

// "exhaustive", "random", "evolution" or "rnn": a row each in searcher.cpp; with "surrogate+"
// before the last three, what they draw goes through a surrogate (surrogate.h). UsageError for
// another name.
std::unique_ptr<Searcher> make_searcher(std::string_view name, const Space& space,
                                        const SearcherOptions& options = {});
std::vector<std::string> searcher_names();
std::string searcher_list();  // with what each does, for help and errors

}  // namespace actlab::search
