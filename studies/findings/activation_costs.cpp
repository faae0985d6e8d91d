#include <actlab/studies/findings/activation_costs.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <sstream>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/base/platform.h>
#include <actlab/core/io/json.h>
#include <actlab/studies/findings/pairwise.h>
#include <actlab/training/config_text.h>

namespace actlab::studies {
namespace {

std::vector<double> ratios(const ActivationCost& cost) {
  return pairwise(cost.seconds, cost.relu_seconds, std::divides<>());
}

std::vector<double> seconds_of(const Json& line, const char* key) {
  const auto seconds = line.at(key).get<std::vector<double>>();
  const bool above_zero = std::ranges::all_of(seconds, [](double s) { return s > 0.0; });
  if (seconds.empty() || !above_zero) throw Error(text(key, " must be times above 0"));
  return seconds;
}

ActivationCost cost_from(const Json& line) {
  ActivationCost cost{.data = line.at("data").get<std::string>(),
                      .model = line.at("model").get<std::string>(),
                      .activation = line.at("activation").get<std::string>(),
                      .seconds = seconds_of(line, "seconds"),
                      .relu_seconds = seconds_of(line, "relu_seconds")};
  if (cost.seconds.size() != cost.relu_seconds.size()) {
    throw Error(text("seconds has ", cost.seconds.size(), " turns and relu_seconds ",
                     cost.relu_seconds.size()));
  }
  cost.batch = line.at("batch").get<std::int64_t>();
  cost.threads = line.at("threads").get<std::int64_t>();
  cost.processor = line.at("processor").get<std::string>();
  return cost;
}

}  // namespace

double ActivationCost::over_relu() const { return median(ratios(*this)); }

Interval ActivationCost::over_relu_span() const {
  std::vector<double> sorted = ratios(*this);
  std::ranges::sort(sorted);
  const double last = static_cast<double>(sorted.size() - 1);
  const auto at = [&](double place) { return sorted[static_cast<std::size_t>(place)]; };
  return {at(std::floor(0.25 * last)), at(std::ceil(0.75 * last))};
}

ActivationCost activation_cost(const TrainingTrialSpec& child, const std::string& activation,
                               const training::TaskTable& tasks, const Clock& now,
                               const TurnRules& rules) {
  const StepCosts costs = step_costs(child, {"relu", activation}, tasks, now, rules);
  return {.data = training::field_text(*child.config, "data"),
          .model = training::field_text(*child.config, "model"),
          .activation = activation,
          .seconds = costs.seconds[1],
          .relu_seconds = costs.seconds[0],
          .batch = costs.batch,
          .threads = threads(),
          .processor = processor_name()};
}

std::string to_json_line(const ActivationCost& cost) {
  Json line = Json::object();
  line["data"] = cost.data;
  line["model"] = cost.model;
  line["activation"] = cost.activation;
  line["seconds"] = cost.seconds;
  line["relu_seconds"] = cost.relu_seconds;
  line["batch"] = cost.batch;
  line["threads"] = cost.threads;
  line["processor"] = cost.processor;
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<ActivationCost> parse_costs(const std::string& content, const std::string& source) {
  std::istringstream lines(content);
  std::vector<ActivationCost> costs;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty()) continue;
    try {
      costs.push_back(cost_from(parse_json(line, "JSON")));
    } catch (const std::exception& error) {
      throw Error(text("[cost] ", source, " line ", number, ": ", error.what()));
    }
  }
  return costs;
}

const ActivationCost* find_cost(std::span<const ActivationCost> costs, const std::string& data,
                                const std::string& model, const std::string& activation) {
  const ActivationCost* found = nullptr;
  for (const ActivationCost& cost : costs) {
    if (cost.data == data && cost.model == model && cost.activation == activation) found = &cost;
  }
  return found;
}

}  // namespace actlab::studies
