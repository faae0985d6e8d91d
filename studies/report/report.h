// A study, or several side by side, as one HTML page: what was found, how the search went, what it
// cost, and what went wrong.
//
//   write_file("report.html", study_report(std::vector{read_study(store, study)}));
//
// The page shows, as far as there is something to show: of a grid its rows compared
// (grid_comparison.h) and its learning curves; of a search the leaderboard (leaderboard.h) with a
// picture of each function; where functions of the literature rank; reward over time; the state
// after any number of trials, with a slider; the controller's entropy and token probabilities. Of
// both how cheap rewards rank against expensive ones (rank_agreement.h); cost; what diverged or
// failed.
// All numbers are computed here, the scripts in studies/report/ draw them. The same records give
// the same bytes.
//
// Of ControllerState::report it reads what a searcher may write there, each part if it is there:
//   {"entropy": [2.1, ...] (nats, a position; or their sum), "mean_reward": 0.8, "positions": [
//     {"name": "unit 1 unary 1", "tokens": ["x", ...], "probabilities": [0.04, ...]}]}
// and of a study's configuration "searcher", by which the study is labelled.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <actlab/studies/findings/recorded_study.h>

namespace actlab::studies {

// At least one study, else Error.
std::string study_report(std::span<const RecordedStudy> studies);

// The datasets of that page as one JSON object; for tests and for other programs.
std::string study_report_data(std::span<const RecordedStudy> studies);

// Whether any report says with which probabilities proposals are drawn; an exhaustive search has
// none.
bool has_policy(std::span<const ControllerState> updates);

// The scripts of studies/report/, which are part of the program.
std::string_view study_report_script();

}  // namespace actlab::studies
