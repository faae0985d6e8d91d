#include <actlab/search/study_table.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include <actlab/core/base/error.h>
#include <actlab/search/canonical.h>
#include <actlab/search/driver.h>
#include <actlab/search/plan.h>

namespace actlab::search {
namespace {

// The names in the order of the plan's space, in which they were tried.
SpaceOptions part_of(const SpaceOptions& whole, const std::vector<std::string>& unary) {
  SpaceOptions part = whole;
  if (unary.empty()) return part;
  for (const std::string& name : unary) {
    if (std::ranges::count(whole.unary, name) > 0) continue;
    throw UsageError(text("[table] the search has no unary function '", name, "'"));
  }
  std::erase_if(part.unary,
                [&](const std::string& name) { return std::ranges::count(unary, name) == 0; });
  return part;
}

}  // namespace

RewardTable table_of_study(studies::TrialStore& store, const studies::Study& study,
                           const training::TaskTable& tasks,
                           const std::vector<std::string>& unary) {
  const auto refuse = [&](const std::string& why) {
    throw UsageError(text("[table] study '", study.name, "' ", why,
                          ": a table is made of an exhaustive search that has ended"));
  };
  if (study.kind != "search") refuse("is no search");
  const SearchPlan plan = parse_plan(study.configuration, "study '" + study.name + "'", tasks);
  if (plan.searcher != "exhaustive") refuse("is a search by " + plan.searcher);

  std::unordered_map<std::string, studies::Trial> tried;  // by structure
  for (studies::AnsweredProposal& proposal : store.proposals(study.id)) {
    tried.emplace(std::move(proposal.tokens), std::move(proposal.trial));
  }
  RewardTable table{Space(part_of(plan.space, unary)), {}};
  std::set<std::string> hashes;
  for (std::int64_t n = 0; n < table.space.count(); ++n) {
    const Candidate candidate = table.space.at(n);
    if (canonical(table.space, candidate) != candidate) continue;
    const std::string structure = table.space.structure(candidate);
    const auto found = tried.find(structure);
    if (found == tried.end()) refuse("has not proposed " + structure + " yet");
    const studies::Trial& trial = found->second;
    if (is_refused(trial)) continue;
    if (!trial.reward) refuse(text("has no reward for ", trial.formula));
    if (!hashes.insert(trial.canonical_hash).second) continue;
    table.rows.push_back({trial.canonical_hash, trial.formula, *trial.reward});
  }
  return table;
}

}  // namespace actlab::search
