// Numbers with names: what a step, an epoch or an evaluation came to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace actlab::training {

// In the order in which they are shown: {{"loss", 1.61}, {"perplexity", 5.0}}.
using Measures = std::vector<std::pair<std::string, double>>;

// The value called `name`; nothing where there is none.
std::optional<double> find_measure(const Measures& measures, std::string_view name);

// The same where there must be one. Throws Error with the names that there are, and the nearest.
double require_measure(const Measures& measures, std::string_view name);

// A line of the log: {"epoch": 3, "train_loss": 1.61, ...}.
struct Record {
  std::string unit;     // what `at` counts, and the first column: "step" or "epoch"
  std::int64_t at = 0;  // 1 is the first
  Measures values;
};

}  // namespace actlab::training
