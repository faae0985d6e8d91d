#include <actlab/search/driver.h>

#include <algorithm>
#include <thread>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/search/canonical.h>
#include <actlab/studies/store/local_machine.h>

namespace actlab::search {
namespace {

// Begins the hash of what is no function worth a place among the others; see proposal().
constexpr const char* kRefused = "refused: ";

using studies::TrialState;

std::int64_t count(const std::map<TrialState, std::int64_t>& counts, TrialState state) {
  const auto found = counts.find(state);
  return found == counts.end() ? 0 : found->second;
}

// The table of the one task that the plan is of.
training::TaskTable own_task(const SearchPlan& plan) {
  const studies::AnyConfig config = plan.child.config;
  return {{config->task(), "", [config] { return config->clone(); }, {}}};
}

}  // namespace

bool is_refused(const studies::Trial& trial) { return trial.canonical_hash.starts_with(kRefused); }

studies::Study open_search(studies::TrialStore& store, const std::string& name,
                           const SearchPlan& plan, const training::TaskTable& tasks) {
  check(plan);
  const std::optional<studies::Study> found = store.find_study(name);
  if (!found) return store.create_study(name, "search", to_json(plan));
  if (found->kind != "search") {
    throw UsageError(text("[search] '", name, "' in ", store.name(), " is a ", found->kind,
                          " and no search: choose another --name"));
  }
  require_same_search(parse_plan(found->configuration, text("study '", name, "'"), tasks), plan,
                      name);
  return *found;
}

SearchDriver::SearchDriver(studies::TrialStore& store, const studies::Study& study,
                           const SearchPlan& plan, Say say, const DriverOptions& options)
    : store_(store),
      study_(study),
      plan_(parse_plan(to_json(plan), "the plan",
                       own_task(plan))),  // as it will be read on continuing
      space_(plan_.space),
      say_(std::move(say)),
      options_(options),
      child_(child_configuration(plan_)),
      searcher_(make_searcher(plan_.searcher, space_, plan_.options)) {
  become_driver();
  start_or_restore();
}

SearchDriver::~SearchDriver() {
  try {
    store_.release_driver(study_.id, token_);
  } catch (const Error&) {
    // the lease ends by itself
  }
}

void SearchDriver::become_driver() {
  const std::string name = studies::process_name();
  studies::DriverClaim before;
  for (;;) {
    const std::string dead = studies::is_dead_process(before.holder) ? before.holder : "";
    const studies::DriverClaim claim =
        store_.claim_driver(study_.id, name, options_.lease_seconds, dead);
    if (claim.granted) {
      token_ = claim.token;
      renewed_ = std::chrono::steady_clock::now();
      return;
    }
    if (claim.holder == before.holder && claim.lease_left > before.lease_left) {
      throw UsageError(text("[search] '", study_.name, "' is being run by ", claim.holder,
                            " now: stop that one first, or choose another --name"));
    }
    if (before.holder.empty() && say_ && !studies::is_dead_process(claim.holder)) {
      say_(text("waiting up to ", static_cast<int>(claim.lease_left) + 1, " s to see whether ",
                claim.holder, " still runs this search"));
    }
    before = claim;
    std::this_thread::sleep_for(std::chrono::duration<double>(options_.poll_seconds));
  }
}

void SearchDriver::renew() {
  const auto now = std::chrono::steady_clock::now();
  const std::chrono::duration<double> age = now - renewed_;
  if (age.count() < options_.lease_seconds / 5.0) return;
  if (!store_.renew_driver(study_.id, token_, options_.lease_seconds)) {
    throw Error(text("[search] another process has taken over '", study_.name,
                     "' while this one was stopped"));
  }
  renewed_ = now;
}

void SearchDriver::start_or_restore() {
  const std::optional<studies::ControllerState> state = store_.controller(study_.id);
  if (state) {
    searcher_->restore(*state);
  } else {
    searcher_->start();
  }
  // also adds what a larger --trials now allows
  store_.advance(study_.id, searcher_->state(),
                 proposals_from(searcher_->consumed(), searcher_->open()));
}

studies::Proposal SearchDriver::proposal(std::int64_t number, const Candidate& candidate) const {
  const std::string structure = space_.structure(candidate);
  studies::Proposal result{number, structure, {}};
  result.trial.formula = space_.formula(candidate);
  result.trial.configuration = child_;
  result.trial.seed = plan_.child_seed;
  result.trial.budget = plan_.rungs.budgets.front();
  Screening screening = screen(result.trial.formula);
  if (screening.accepted && screening.hopeless && plan_.refuse_hopeless) {
    screening.accepted = false;
    screening.reason = text("hopeless, each layer would change the mean square of the gradient by ",
                            "a factor of ", screening.gradient_factor);
  }
  if (screening.accepted) {
    result.trial.canonical_hash = function_hash(*formula::compile(result.trial.formula));
  } else {
    result.trial.canonical_hash = kRefused + space_.structure(canonical(space_, candidate));
    result.answer = studies::TrialResult{
        screening.constant ? studies::Outcome::constant : studies::Outcome::diverged, 0.0, false,
        "refused before training: " + screening.reason};
  }
  return result;
}

std::vector<studies::Proposal> SearchDriver::proposals_from(
    std::int64_t first, const std::vector<Candidate>& candidates) const {
  std::vector<studies::Proposal> result;
  for (const Candidate& candidate : candidates) {
    if (first >= plan_.trials) break;
    result.push_back(proposal(first++, candidate));
  }
  return result;
}

bool SearchDriver::learn() {
  const std::int64_t expected = searcher_->expected();
  if (searcher_->finished() || searcher_->consumed() + expected > plan_.trials) return false;
  const std::vector<studies::AnsweredProposal> answered =
      store_.proposals(study_.id, searcher_->consumed());
  std::vector<double> rewards;
  for (const studies::AnsweredProposal& proposal : answered) {
    if (std::ssize(rewards) == expected || !is_terminal(proposal.trial.state)) break;
    rewards.push_back(proposal.trial.reward.value_or(0.0));
  }
  if (std::ssize(rewards) < expected) return false;
  const std::int64_t first = searcher_->proposed();
  const std::vector<Candidate> candidates = searcher_->learn(rewards);
  store_.advance(study_.id, searcher_->state(), proposals_from(first, candidates));
  return true;
}

bool SearchDriver::promote() {
  if (plan_.rungs.budgets.size() < 2) return false;
  const std::vector<studies::Trial> trials = store_.trials(study_.id);
  const std::vector<studies::NewTrial> promoted = studies::promoted_trials(trials, plan_.rungs);
  bool added = false;
  for (const studies::AddedTrial& trial : store_.add_trials(study_.id, promoted)) {
    added = added || trial.added;
  }
  return added;
}

void SearchDriver::stop_if_nothing_works(const std::map<TrialState, std::int64_t>& counts) {
  constexpr std::int64_t kEnough = 3;
  const std::int64_t failed = count(counts, TrialState::failed);
  if (failed < kEnough) return;
  for (const studies::Trial& trial : store_.trials(study_.id)) {
    const bool trained = trial.step > 0 || trial.lease_token > 0;
    if (trained && is_finished(trial.state)) return;
  }
  throw Error(text("[search] no training works: ", failed, " trials failed and none ended; the ",
                   "last said: ", store_.trials(study_.id, TrialState::failed).back().error));
}

bool SearchDriver::advance() {
  renew();
  const auto counts = store_.counts(study_.id);  // before anything else: see finished_ below
  const std::int64_t open = count(counts, TrialState::waiting) + count(counts, TrialState::running);
  std::int64_t ended = -open;
  for (const auto& [state, trials] : counts) ended += trials;
  bool changed = learn();
  if (ended != ended_) {
    stop_if_nothing_works(counts);
    if (promote()) changed = true;
    ended_ = ended;
  }
  finished_ = !changed && open == 0;
  return changed;
}

}  // namespace actlab::search
