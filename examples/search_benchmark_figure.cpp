#include "examples/search_benchmark_figure.h"

#include <algorithm>

#include <actlab/report/figure.h>

namespace actlab {
namespace {

// The first trials, in which all searchers draw at random, would hide the rest.
constexpr std::size_t kFirstTrials = 10;

report::Series regret_series(const SearcherRuns& searcher) {
  report::Series series{.label = searcher.label};
  const std::vector<double> curve = search::median_regret_curve(*searcher.runs);
  for (std::size_t i = std::min(kFirstTrials, curve.size()) - 1; i < curve.size(); ++i) {
    series.x.push_back(static_cast<double>(i + 1));
    series.y.push_back(curve[i]);
  }
  return series;
}

report::Series reward_series(const SearcherRuns& searcher) {
  constexpr std::int64_t kEvery = 10;
  report::Series series{.label = searcher.label};
  for (const double reward : search::reward_curve(*searcher.runs, kEvery)) {
    series.x.push_back(static_cast<double>(kEvery) * static_cast<double>(series.y.size() + 1));
    series.y.push_back(reward);
  }
  return series;
}

}  // namespace

std::string search_benchmark_figure(const std::string& title,
                                    const std::vector<SearcherRuns>& searchers) {
  report::Panel regret{.title = "median regret", .x = {.label = "trials"}};
  report::Panel reward{.title = "mean reward of what is proposed", .x = {.label = "trials"}};
  for (const SearcherRuns& searcher : searchers) {
    regret.series.push_back(regret_series(searcher));
    reward.series.push_back(reward_series(searcher));
  }
  return report::draw({.title = title, .panels = {std::move(regret), std::move(reward)}});
}

}  // namespace actlab
