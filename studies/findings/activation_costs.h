// What each activation costs over ReLU in a network: updates of both timed in turns, beside a study
// and kept in a file of its own, for the speed that a training happens to have on a busy machine
// says little.
//
//   {"data": "cifar10", "model": "resnet20", "activation": "swish", "seconds": [0.13, ...],
//    "relu_seconds": [0.12, ...], "batch": 128, "threads": 2, "processor": "..."}
//
// An object a line, an activation in a network each; seconds of an update of `batch` items, turn by
// turn.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <actlab/studies/findings/statistics.h>
#include <actlab/studies/findings/step_cost.h>

namespace actlab::studies {

struct ActivationCost {
  std::string data, model, activation;
  std::vector<double> seconds, relu_seconds;  // by turn
  std::int64_t batch = 0;                     // items of an update
  std::int64_t threads = 0;
  std::string processor = "";

  double over_relu() const;         // the median of the turns' ratios
  Interval over_relu_span() const;  // the lower and the upper quartile of them
};

// The activation beside relu. Relu itself costs 1: it is timed beside itself, which shows what the
// machine's noise makes of two equal functions.
ActivationCost activation_cost(const TrainingTrialSpec& child, const std::string& activation,
                               const training::TaskTable& tasks, const Clock& now,
                               const TurnRules& rules = {});

std::string to_json_line(const ActivationCost& cost);
// Of such lines. Throws Error naming `source` and the line for what is no cost.
std::vector<ActivationCost> parse_costs(const std::string& content, const std::string& source);

// The one of that network on that data set, the last that the file has; null where there is none.
const ActivationCost* find_cost(std::span<const ActivationCost> costs, const std::string& data,
                                const std::string& model, const std::string& activation);

}  // namespace actlab::studies
