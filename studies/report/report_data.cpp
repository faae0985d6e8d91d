// The datasets of a study report.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <actlab/core/base/formatted.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/studies/findings/known_functions.h>
#include <actlab/studies/findings/leaderboard.h>
#include <actlab/studies/findings/rank_agreement.h>
#include <actlab/studies/findings/statistics.h>
#include <actlab/studies/findings/study_configuration.h>
#include <actlab/studies/report/report.h>
#include <actlab/studies/store/stored_json.h>

namespace actlab::studies {
namespace {

// Trials over which the moving median of rewards goes.
constexpr std::size_t kWindow = 25;
// Updates of which token probabilities are shown, evenly chosen from all.
constexpr std::size_t kMostUpdates = 100;

// ---- functions ----------------------------------------------------------------------------------

// Four digits are more than a small picture shows.
Json curve_numbers(const std::vector<double>& values) {
  Json numbers = Json::array();
  for (const double value : values) {
    const std::string digits = formatted("%.4g", value);
    numbers.push_back(finite_or_null(std::strtod(digits.c_str(), nullptr)));
  }
  return numbers;
}

// Every formula once, in the order of first use; a study names them by their place here.
class Functions {
 public:
  std::size_t place(const std::string& formula) {
    const auto [found, added] = places_.emplace(formula, functions_.size());
    if (added) functions_.push_back(described(formula));
    return found->second;
  }
  const Json& json() const { return functions_; }

 private:
  // A store may hold any text as a formula: what does not compile has no picture.
  Json described(const std::string& formula) const {
    Json function = {{"formula", formula}};
    try {
      const formula::FormulaPointer f = formula::compile(formula);
      const Curve curve = sample_curve(*f);
      function["value"] = curve_numbers(curve.value);
      function["derivative"] = curve_numbers(curve.derivative);
      if (const formula::CatalogRow* row = known_.find(*f)) {
        function["name"] = row->name;
        function["source"] = row->source;
      }
    } catch (const UsageError&) {
    }
    return function;
  }

  KnownFunctions known_;
  std::map<std::string, std::size_t> places_;
  Json functions_ = Json::array();
};

// ---- trials -------------------------------------------------------------------------------------

std::optional<double> seconds_of(const Trial& trial) {
  if (!trial.started || !trial.finished) return std::nullopt;
  return std::max(0.0, *trial.finished - *trial.started);
}

bool has_ended(const Trial& trial) {
  return trial.state == TrialState::failed || has_result(trial);
}

// In the order in which they ended.
std::vector<const Trial*> ended_trials(const std::vector<Trial>& trials) {
  std::vector<const Trial*> ended;
  for (const Trial& trial : trials) {
    if (has_ended(trial)) ended.push_back(&trial);
  }
  std::ranges::stable_sort(ended, {}, [](const Trial* t) { return t->finished.value_or(0.0); });
  return ended;
}

Json trial_object(const Trial& trial, Functions& functions) {
  return {{"number", trial.number},
          {"function", functions.place(trial.formula)},
          {"seed", trial.seed},
          {"budget", trial.budget},
          {"rung", trial.rung},
          {"state", to_text(trial.state)},
          {"outcome", trial.outcome ? Json(to_text(*trial.outcome)) : Json()},
          {"reward", has_result(trial) ? Json(*trial.reward) : Json()},
          {"step", trial.step},
          {"attempt", trial.attempt},
          {"worker", trial.worker},
          {"seconds", or_null(seconds_of(trial))},
          {"finished", or_null(trial.finished)},
          {"error", trial.error}};
}

const char* to_text(Standing standing) {
  constexpr const char* kWords[] = {"trained", "pruned", "stopped"};
  return kWords[static_cast<int>(standing)];
}

Json entry_object(const Entry& entry, Functions& functions) {
  Json levels = Json::array();
  for (const Level& level : entry.levels) {
    levels.push_back({{"budget", level.budget},
                      {"rung", level.rung},
                      {"reward", level.reward},
                      {"rewards", level.rewards},
                      {"trials", level.trials},
                      {"standing", to_text(level.standing)}});
  }
  return {{"rank", entry.rank},
          {"function", functions.place(entry.formula)},
          {"setting", entry.setting},
          {"levels", levels}};
}

// ---- reward over time ---------------------------------------------------------------------------

Json reward_over_time(std::int64_t budget, const std::vector<const Trial*>& trials) {
  Json object = {{"budget", budget}, {"window", kWindow}, {"trials", Json::array()}};
  std::vector<double> rewards, best, medians;
  for (const Trial* trial : trials) {
    object["trials"].push_back(trial->number);
    rewards.push_back(*trial->reward);
    best.push_back(best.empty() ? rewards.back() : std::max(best.back(), rewards.back()));
    const std::size_t count = std::min(kWindow, rewards.size());
    medians.push_back(median(std::span(rewards).last(count)));
  }
  object["rewards"] = rewards;
  object["best"] = best;
  object["median"] = medians;
  return object;
}

Json progress_of(const std::vector<const Trial*>& ended) {
  std::map<std::int64_t, std::vector<const Trial*>> by_budget;
  for (const Trial* trial : ended) {
    if (has_result(*trial)) by_budget[trial->budget].push_back(trial);
  }
  Json progress = Json::array();
  for (const auto& [budget, trials] : by_budget) {
    progress.push_back(reward_over_time(budget, trials));
  }
  return progress;
}

// ---- the controller -----------------------------------------------------------------------------

Json number_or_null(const Json& object, const char* key) {
  const auto place = object.find(key);
  return place != object.end() && place->is_number() ? *place : Json();
}

// Of the whole proposal: given as one number, or for each position.
Json total_entropy(const Json& report) {
  const Json entropy = report.value("entropy", Json());
  if (!entropy.is_array()) return entropy.is_number() ? entropy : Json();
  double sum = 0.0;
  for (const Json& part : entropy) {
    if (!part.is_number()) return {};
    sum += part.get<double>();
  }
  return sum;
}

std::vector<std::size_t> evenly_chosen(std::size_t count, std::size_t most) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < std::min(count, most); ++i) {
    chosen.push_back(count <= most ? i : i * (count - 1) / (most - 1));
  }
  return chosen;
}

// The probabilities of the position at this update; null where the report is of another form.
Json probabilities_at(const Json& report, std::size_t position, const Json& tokens) {
  const auto positions = report.find("positions");
  if (positions == report.end() || !positions->is_array() || position >= positions->size()) {
    return {};
  }
  const Json& found = (*positions)[position];
  if (!found.is_object() || found.value("tokens", Json()) != tokens) return {};
  const Json probabilities = found.value("probabilities", Json());
  return probabilities.is_array() && probabilities.size() == tokens.size() ? probabilities : Json();
}

Json positions_of(const std::vector<Json>& reports, const std::vector<std::size_t>& chosen) {
  Json positions = Json::array();
  const Json named = reports.back().value("positions", Json::array());
  for (std::size_t i = 0; named.is_array() && i < named.size(); ++i) {
    if (!named[i].is_object() || !named[i].value("tokens", Json()).is_array()) continue;
    const Json tokens = named[i]["tokens"];
    Json probabilities = Json::array();
    for (const std::size_t n : chosen) {
      probabilities.push_back(probabilities_at(reports[n], i, tokens));
    }
    positions.push_back({{"name", named[i].value("name", Json(text("position ", i + 1)))},
                         {"tokens", tokens},
                         {"probabilities", probabilities}});
  }
  return positions;
}

Json controller_of(const std::vector<ControllerState>& updates) {
  if (!has_policy(updates)) return {};
  std::vector<Json> reports;
  Json series = Json::array();
  for (const ControllerState& update : updates) {
    reports.push_back(object_or_empty(update.report));
    series.push_back({{"update", update.update},
                      {"consumed", update.consumed},
                      {"baseline", finite_or_null(update.baseline)},
                      {"entropy", total_entropy(reports.back())},
                      {"mean_reward", number_or_null(reports.back(), "mean_reward")}});
  }
  const std::vector<std::size_t> chosen = evenly_chosen(updates.size(), kMostUpdates);
  Json numbers = Json::array();
  for (const std::size_t n : chosen) numbers.push_back(updates[n].update);
  return {{"updates", series}, {"shown", numbers}, {"positions", positions_of(reports, chosen)}};
}

// ---- all of it ----------------------------------------------------------------------------------

Json study_object(const RecordedStudy& record, const std::vector<Entry>& entries,
                  Functions& functions) {
  const Json configuration = object_or_empty(study_configuration(record));
  const Json searcher = configuration.value("searcher", Json(record.study.kind));
  Json object = {{"name", record.study.name},
                 {"kind", record.study.kind},
                 {"searcher", searcher.is_string() ? searcher : Json(record.study.kind)},
                 {"created", record.study.created},
                 {"configuration", configuration},
                 {"counts", Json::object()},
                 {"entries", Json::array()},
                 {"ended", Json::array()}};
  for (const Trial& trial : record.trials) {
    Json& count = object["counts"][to_text(trial.state)];
    count = count.is_null() ? 1 : count.get<std::int64_t>() + 1;
  }
  for (const Entry& entry : entries) object["entries"].push_back(entry_object(entry, functions));
  const std::vector<const Trial*> ended = ended_trials(record.trials);
  for (const Trial* trial : ended) object["ended"].push_back(trial_object(*trial, functions));
  object["progress"] = progress_of(ended);
  object["controller"] = controller_of(record.updates);
  return object;
}

Json agreement_object(const RankAgreement& agreement, Functions& functions) {
  Json pairs = Json::array();
  for (const RewardPair& pair : agreement.pairs) {
    pairs.push_back({functions.place(pair.formula), pair.first, pair.second});
  }
  return {{"first", agreement.first},
          {"second", agreement.second},
          {"pairs", pairs},
          {"spearman", finite_or_null(agreement.spearman)},
          {"kendall", finite_or_null(agreement.kendall)}};
}

}  // namespace

bool has_policy(std::span<const ControllerState> updates) {
  return std::ranges::any_of(updates, [](const ControllerState& update) {
    const Json report = object_or_empty(update.report);
    return report.contains("entropy") || report.contains("positions");
  });
}

std::string study_report_data(std::span<const RecordedStudy> studies) {
  constexpr std::size_t kMostAgreements = 30;
  Functions functions;
  Json list = Json::array();
  std::vector<LeaderboardOf> boards;
  for (const RecordedStudy& record : studies) {
    boards.push_back({record.study.name, leaderboard(record.trials)});
    list.push_back(study_object(record, boards.back().entries, functions));
  }
  Json agreements = Json::array();
  for (const RankAgreement& agreement : rank_agreements(boards)) {
    if (agreements.size() < kMostAgreements) {
      agreements.push_back(agreement_object(agreement, functions));
    }
  }
  const Json data = {{"x", {kCurveLow, kCurveHigh}},
                     {"functions", functions.json()},
                     {"studies", list},
                     {"agreements", agreements}};
  return data.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace actlab::studies
