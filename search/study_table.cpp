#include "search/study_table.h"

#include "core/base/error.h"
#include "search/canonical.h"
#include "search/driver.h"
#include "search/plan.h"

namespace actlab::search {
namespace {

// How many candidates an exhaustive search of the space proposes.
std::int64_t canonical_count(const Space& space) {
  std::int64_t count = 0;
  for (std::int64_t n = 0; n < space.count(); ++n) {
    const Candidate candidate = space.at(n);
    if (canonical(space, candidate) == candidate) ++count;
  }
  return count;
}

}  // namespace

RewardTable table_of_study(studies::TrialStore& store, const studies::Study& study) {
  const auto refuse = [&](const std::string& why) {
    throw UsageError(text("[table] study '", study.name, "' ", why,
                          ": a table is made of an exhaustive search that has ended"));
  };
  if (study.kind != "search") refuse("is no search");
  const SearchPlan plan = parse_plan(study.configuration, "study '" + study.name + "'");
  if (plan.searcher != "exhaustive") refuse("is a search by " + plan.searcher);

  RewardTable table{Space(plan.space), {}};
  const auto proposed = std::ssize(store.proposals(study.id));
  const std::int64_t all = canonical_count(table.space);
  if (proposed < all) refuse(text("has proposed ", proposed, " of ", all, " candidates"));
  for (const studies::Trial& trial : store.trials(study.id)) {
    if (trial.rung > 0 || is_refused(trial)) continue;
    if (!trial.reward) refuse(text("has no reward for ", trial.formula));
    table.rows.push_back({trial.canonical_hash, trial.formula, *trial.reward});
  }
  return table;
}

}  // namespace actlab::search
