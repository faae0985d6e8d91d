// The driver of a search: the loop between a searcher and the store.
//
//   SearchDriver driver(store, study, plan, say);
//   while (!driver.finished()) { if (!driver.advance()) pause(); }
//
// Each advance() consumes the proposals that have been answered, in number order, lets the searcher
// learn from them, and writes its new state and its new proposals in one transaction. So the
// process may be killed at any moment: whoever continues restores the state and, given the same
// rewards, proposes the same candidates and comes to the same weights, bit for bit.
//
// Before a proposal is stored it is screened: what is constant, not finite or far too expensive is
// a finished trial with reward 0 and the reason; so is what is hopeless, where the plan says so.
// Equal functions (function_hash) are one trial, so
// that duplicates are answered at once. A trial that failed three times counts as reward 0.
//
// On rungs (studies/running/rungs.h) the searcher learns from the lowest; promotions are added
// besides.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <actlab/search/plan.h>
#include <actlab/search/searcher.h>
#include <actlab/studies/store/store.h>

namespace actlab::search {

// The study of that name, created with the plan or continued. Throws UsageError where it is no
// search, or one with other settings (trials may differ).
studies::Study open_search(studies::TrialStore& store, const std::string& name,
                           const SearchPlan& plan, const training::TaskTable& tasks);

// Was the candidate refused before training?
bool is_refused(const studies::Trial& trial);

struct DriverOptions {
  double lease_seconds = 15.0;  // after which a killed driver counts as gone
  double poll_seconds = 0.5;    // while waiting for that
};

class SearchDriver {
 public:
  using Say = std::function<void(const std::string& line)>;

  // Waits, and says so, for an earlier driver's lease to end; throws UsageError where that one is
  // alive. `say` may be empty. `store` must outlive the driver.
  SearchDriver(studies::TrialStore& store, const studies::Study& study, const SearchPlan& plan,
               Say say = {}, const DriverOptions& options = {});
  ~SearchDriver();
  SearchDriver(const SearchDriver&) = delete;
  SearchDriver& operator=(const SearchDriver&) = delete;

  // True where there was something to do. To be called at least every five seconds. Throws Error
  // where another process has taken over, and where no training works at all.
  bool advance();
  // Nothing waits or runs any more, and there is nothing to propose.
  bool finished() const { return finished_; }

  const Searcher& searcher() const { return *searcher_; }

 private:
  void become_driver();
  void renew();
  void start_or_restore();
  std::vector<studies::Proposal> proposals_from(std::int64_t first,
                                                const std::vector<Candidate>& candidates) const;
  studies::Proposal proposal(std::int64_t number, const Candidate& candidate) const;
  bool learn();
  bool promote();
  void stop_if_nothing_works(const std::map<studies::TrialState, std::int64_t>& counts);

  studies::TrialStore& store_;
  const studies::Study study_;
  const SearchPlan plan_;
  const Space space_;
  const Say say_;
  const DriverOptions options_;
  const std::string child_;  // configuration of every trial
  std::int64_t token_ = 0;
  std::chrono::steady_clock::time_point renewed_;
  std::unique_ptr<Searcher> searcher_;
  std::int64_t ended_ = -1;  // trials, when promotions were last looked for
  bool finished_ = false;
};

}  // namespace actlab::search
