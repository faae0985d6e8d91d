// The picture of a comparison of searchers: what each has missed, and what it proposes, over the
// trials.
#pragma once

#include <string>
#include <vector>

#include <actlab/search/tabular.h>

namespace actlab {

struct SearcherRuns {
  std::string label;
  const search::Runs* runs = nullptr;
};

// An SVG of two panels: the median over the seeds of the regret after each trial, and the mean
// reward of the proposals made during each ten trials.
std::string search_benchmark_figure(const std::string& title,
                                    const std::vector<SearcherRuns>& searchers);

}  // namespace actlab
