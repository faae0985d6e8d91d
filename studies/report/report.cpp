#include <actlab/studies/report/report.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/report/page.h>
#include <actlab/studies/findings/leaderboard.h>
#include <actlab/studies/findings/rank_agreement.h>
#include <actlab/studies/report/grid_data.h>

namespace actlab::studies {
namespace {

using report::PageSection;

std::string names_of(std::span<const RecordedStudy> studies) {
  return joined(studies, ", ", [](const RecordedStudy& record) { return record.study.name; });
}

template <class Holds>
bool any_study(std::span<const RecordedStudy> studies, const Holds& holds) {
  return std::ranges::any_of(studies, holds);
}

template <class Holds>
bool any_trial(std::span<const RecordedStudy> studies, const Holds& holds) {
  return any_study(studies, [&](const RecordedStudy& record) {
    return std::ranges::any_of(record.trials, holds);
  });
}

bool is_grid(const RecordedStudy& record) { return record.study.kind == "grid"; }

bool has_results(const RecordedStudy& record) {
  return std::ranges::any_of(record.trials, has_result);
}

bool has_curves(const RecordedStudy& record) {
  return std::ranges::any_of(record.metrics,
                             [](const auto& entry) { return !entry.second.empty(); });
}

bool went_wrong(const Trial& trial) {
  return trial.state == TrialState::failed || trial.attempt > 0 ||
         trial.outcome.value_or(Outcome::ok) != Outcome::ok;
}

std::vector<LeaderboardOf> boards_of(std::span<const RecordedStudy> studies) {
  std::vector<LeaderboardOf> boards;
  for (const RecordedStudy& record : studies) {
    boards.push_back({record.study.name, leaderboard(record.trials)});
  }
  return boards;
}

// What pages of grids have.
void add_grid_results(std::vector<PageSection>& sections) {
  sections.push_back(
      {"results", "Results",
       "Each activation over its seeds, for each network on each data set; trainings with other "
       "steps or settings stand apart. The paired t-test compares an activation with the best one "
       "over the seeds that both have, corrected for the number of comparisons (Holm): where p is "
       "0.05 or more, the two are not distinguishable."});
}

// What pages of searches have.
void add_results(std::vector<PageSection>& sections) {
  sections.push_back(
      {"leaderboard", "Leaderboard",
       "Functions by the largest budget that they were trained to, then by reward, the median over "
       "seeds. Rewards of different budgets cannot be compared. The pictures show value (solid) "
       "and derivative (dashed), all in the same frame."});
  sections.push_back({"known", "Functions of the literature",
                      "Where functions with a name rank, recognised by their values, however they "
                      "were written."});
  sections.push_back({"progress", "Reward over time",
                      "Trials of one budget in the order in which they ended: each reward, the "
                      "best so far, and the median of the last 25. A search that learns has a "
                      "rising median; that of random search stays where it is."});
  sections.push_back({"replay", "Replay",
                      "The study as it stood after any number of trials. The slider's place is "
                      "part of the page's address."});
}

// Only what there is something to show of.
std::vector<PageSection> sections_of(std::span<const RecordedStudy> studies) {
  std::vector<PageSection> sections = {{"overview", "At a glance", ""}};
  if (any_study(studies,
                [](const auto& record) { return is_grid(record) && has_results(record); })) {
    add_grid_results(sections);
  }
  if (any_study(studies,
                [](const auto& record) { return !is_grid(record) && has_results(record); })) {
    add_results(sections);
  }
  if (any_study(studies, has_curves)) {
    sections.push_back(
        {"curves", "Learning curves", "What each training of a grid recorded while it went."});
  }
  if (any_study(studies, [](const auto& record) { return has_policy(record.updates); })) {
    sections.push_back(
        {"controller", "Controller",
         "What the searcher had learned after each update: an RNN controller the "
         "probabilities with which it draws, evolution the shares of its population."});
  }
  if (!rank_agreements(boards_of(studies)).empty()) {
    sections.push_back(
        {"agreement", "Rank agreement",
         "Does a cheap training rank functions as an expensive one does? The same formulas at two "
         "budgets, in two settings or in two studies, by rank. Only those count that were chosen "
         "for both, usually the better ones, which makes the correlations smaller than over all "
         "functions."});
  }
  if (any_trial(studies, [](const Trial& trial) { return trial.finished.has_value(); })) {
    sections.push_back({"cost", "Cost",
                        "Time from a trial's first start to its end, waiting after a lost worker "
                        "included."});
  }
  if (any_trial(studies, went_wrong)) {
    sections.push_back({"trouble", "What went wrong",
                        "A diverged or constant training is a result with reward 0; a failed "
                        "trial has none."});
  }
  sections.push_back({"setup", "Setup",
                      "Of a search the configuration by which it was started; of a grid all "
                      "settings that decide its results, in lists where they differ."});
  return sections;
}

// One for each study.
std::string grids_data(std::span<const RecordedStudy> studies) {
  return "[" + joined(studies, ",", grid_report_data) + "]";
}

}  // namespace

std::string study_report(std::span<const RecordedStudy> studies) {
  if (studies.empty()) throw Error("[report] needs at least one study");
  const bool alone = studies.size() == 1;
  return report::write_page(
      {.title = text(alone ? "Study " : "Studies ", names_of(studies)),
       .summary = "",
       .sections = sections_of(studies),
       .data = {{"report", study_report_data(studies)}, {"grids", grids_data(studies)}},
       .script = std::string(study_report_script())});
}

}  // namespace actlab::studies
