#include <actlab/search/plan.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/io/json.h>
#include <actlab/search/searcher.h>
#include <actlab/studies/running/training_trial_spec.h>

namespace actlab::search {
namespace {

Json json_of(const SearchPlan& plan) {
  Json json;
  json["space"] = parse_json(Space(plan.space).to_json(), "the space");
  json["searcher"] = plan.searcher;
  json["settings"] = plan.options.settings.empty()
                         ? Json::object()
                         : parse_json(plan.options.settings, "the searcher's settings");
  json["seed"] = plan.options.seed;
  json["batch"] = plan.options.batch;
  json["ahead"] = plan.options.ahead;
  json["trials"] = plan.trials;
  json["child"] = parse_json(child_configuration(plan), "the child");
  json["child_seed"] = plan.child_seed;
  json["budgets"] = plan.rungs.budgets;
  json["promote_one_in"] = plan.rungs.divisor;
  json["refuse_hopeless"] = plan.refuse_hopeless;
  return json;
}

std::string shown(const Json& value) {
  const std::string whole = value.dump();
  return whole.size() <= 60 ? whole : whole.substr(0, 57) + "...";
}

// The first difference of two JSON values, as "child.config.batch_size was 64, is 128"; "" if none.
std::string difference(const Json& stored, const Json& wanted, const std::string& where) {
  if (stored == wanted) return "";
  if (stored.is_object() && wanted.is_object()) {
    for (const auto& [key, value] : stored.items()) {
      const Json other = wanted.contains(key) ? wanted[key] : Json();
      const std::string inside = difference(value, other, where.empty() ? key : where + "." + key);
      if (!inside.empty()) return inside;
    }
  }
  return text(where, " was ", shown(stored), ", is ", shown(wanted));
}

}  // namespace

std::string to_json(const SearchPlan& plan) { return json_of(plan).dump(); }

SearchPlan parse_plan(const std::string& json, const std::string& source,
                      const training::TaskTable& tasks) {
  const Json parsed = parse_json(json, source);
  try {
    const studies::TrainingTrialSpec child =
        studies::parse_training_trial(parsed.at("child").dump(), source, tasks);
    SearchPlan plan(*child.config);
    plan.child = child;
    const Space space = Space::from_json(parsed.at("space").dump(), source);
    plan.space = {{}, {}, space.units(), space.wiring()};
    for (const Function& function : space.unary()) plan.space.unary.push_back(function.name());
    for (const Function& function : space.binary()) plan.space.binary.push_back(function.name());
    plan.searcher = parsed.at("searcher").get<std::string>();
    plan.options.settings = parsed.at("settings").empty() ? "" : parsed.at("settings").dump();
    plan.options.seed = parsed.at("seed").get<std::uint64_t>();
    plan.options.batch = parsed.at("batch").get<std::int64_t>();
    plan.options.ahead = parsed.at("ahead").get<std::int64_t>();
    plan.trials = parsed.at("trials").get<std::int64_t>();
    plan.child_seed = parsed.at("child_seed").get<std::int64_t>();
    plan.rungs.budgets = parsed.at("budgets").get<std::vector<std::int64_t>>();
    plan.rungs.divisor = parsed.at("promote_one_in").get<std::int64_t>();
    plan.refuse_hopeless = parsed.value("refuse_hopeless", false);  // older studies have none
    return plan;
  } catch (const Json::exception& error) {
    throw UsageError(text("[search] ", source, " is no search's configuration: ", error.what()));
  }
}

std::int64_t require_seed(const std::string& flag, std::int64_t seed) {
  if (seed >= 0 && seed <= studies::kLargestSeed) return seed;
  throw UsageError(
      text("[search] --", flag, " must lie between 0 and ", studies::kLargestSeed, ", got ", seed));
}

void check(const SearchPlan& plan) {
  studies::check(plan.rungs);
  training::check(*plan.child.config);
  if (plan.trials < 1) {
    throw UsageError(text("[search] --trials must be at least 1, got ", plan.trials));
  }
  require_seed("seed", static_cast<std::int64_t>(plan.options.seed));
  require_seed("child-seed", plan.child_seed);
  make_searcher(plan.searcher, Space(plan.space), plan.options);  // or it says what is wrong
  if (!plan.child.config->validates()) {
    throw UsageError(
        "[search] children are rewarded on images taken from the training set: --validation must "
        "be at least 1");
  }
}

std::string child_configuration(const SearchPlan& plan) {
  studies::TrainingTrialSpec child = plan.child;
  child.config->evaluate = false;  // a search never sees the test images
  child.rungs.clear();
  if (plan.rungs.budgets.size() > 1) child.rungs = plan.rungs.budgets;
  return studies::to_json(child);
}

void require_same_search(const SearchPlan& stored, const SearchPlan& wanted,
                         const std::string& name) {
  Json there = json_of(stored), here = json_of(wanted);
  here["trials"] = there["trials"];
  const std::string differs = difference(there, here, "");
  if (differs.empty()) return;
  throw UsageError(text("[search] '", name, "' was started with other settings: ", differs,
                        "; leave those flags out to continue it, or choose another --name"));
}

}  // namespace actlab::search
