#include "tests/studies/pages/synthetic_study.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>
#include <actlab/studies/store/stored_json.h>

namespace actlab::studies::test {
namespace {

constexpr double kStart = 1.7e9;  // seconds since 1970

// Sums and products of a unary function of x with x: most are sensible, some are not.
std::string formula_of(Random& random) {
  const std::vector<std::string> unary = {
      "sigmoid(x)",        "tanh(x)",     "max(x, 0)", "erf(x)",  "sin(x)",   "atan(x)",
      "exp(-x^2)",         "cos(x)",      "x^2",       "sqrt(x)", "asinh(x)", "abs(x)",
      "sigmoid(beta * x)", "softplus(x)", "x",         "0.3 * x"};
  const std::vector<std::string> binary = {"A * B", "A + B", "max(A, B)", "min(A, B)", "A - B"};
  const auto pick = [&](const std::vector<std::string>& words) {
    return words[static_cast<std::size_t>(random.below(std::ssize(words)))];
  };
  std::string formula = pick(binary);
  formula.replace(formula.find('A'), 1, pick(unary));
  formula.replace(formula.find('B'), 1, random.uniform_double() < 0.5 ? "x" : pick(unary));
  return formula;
}

void make_trouble(Trial& trial, double draw) {
  if (draw < 0.03) {
    trial.outcome = Outcome::diverged;
    trial.reward = 0.0;
    trial.step = 37;
    trial.error = "the loss was not finite at step 37";
  } else if (draw < 0.05) {
    trial.outcome = Outcome::constant;
    trial.reward = 0.0;
    trial.error = "the network's outputs do not depend on its input";
  } else if (draw < 0.06) {
    trial.state = TrialState::failed;
    trial.outcome.reset();
    trial.reward.reset();
    trial.attempt = 3;
    trial.error = "[trial] out of memory: the formula needs 9.1 GB";
  } else if (draw < 0.09) {
    trial.state = TrialState::pruned;
    trial.reward = *trial.reward * 0.4;
    trial.step = trial.budget / 4;
    trial.error = "stopped at step 125: among the lowest";
  }
}

// The lucky go on with twice the budget, and the luckiest with four times.
void promote(std::vector<Trial>& trials, Trial trial, double luck, Random& random) {
  const std::int64_t number = trial.number;
  for (const double needed : {0.3, 0.5}) {
    if (luck < needed) return;
    ++trial.rung;
    trial.budget *= 2;
    trial.number = trial.id = number + 100000 * trial.rung;
    trial.finished = *trial.finished + 0.05 * static_cast<double>(trial.budget);
    trial.reward = *trial.reward + 0.1 + 0.04 * random.uniform_double();
    trials.push_back(trial);
  }
}

ControllerState update_of(std::int64_t update, std::int64_t updates, Random& random) {
  ControllerState state;
  state.update = update;
  state.consumed = 10 * update;
  const double share = static_cast<double>(update) / static_cast<double>(updates);
  state.baseline = 0.5 + 0.3 * share;
  Json report = {{"entropy", {3.2 - 2.0 * share, 3.2 - 2.0 * share, 1.6 - share}},
                 {"mean_reward", 0.5 + 0.33 * share},
                 {"positions", Json::array()}};
  for (const char* name : {"unit 1 unary 1", "unit 1 unary 2", "unit 1 binary"}) {
    Json tokens = Json::array(), probabilities = Json::array();
    double sum = 0.0;
    const int count = std::string(name).ends_with("binary") ? 5 : 25;
    for (int i = 0; i < count; ++i) {
      tokens.push_back(text("f", i, "(x)"));
      probabilities.push_back(
          std::exp(4.0 * share * (i == 7 % count) + 0.2 * random.uniform_double()));
      sum += probabilities.back().get<double>();
    }
    for (Json& probability : probabilities) probability = probability.get<double>() / sum;
    report["positions"].push_back(
        {{"name", name}, {"tokens", tokens}, {"probabilities", probabilities}});
  }
  state.report = report.dump();
  return state;
}

}  // namespace

Trial ended_trial(std::int64_t number, const std::string& formula, double reward,
                  std::int64_t budget) {
  Trial trial;
  trial.id = trial.number = number;
  trial.formula = trial.canonical_hash = formula;
  trial.budget = trial.step = budget;
  trial.state = TrialState::complete;
  trial.outcome = Outcome::ok;
  trial.reward = reward;
  trial.worker = text("laptop-", number % 3);
  trial.started = kStart + 20.0 * static_cast<double>(number);
  trial.finished = *trial.started + (0.05 + 0.001 * static_cast<double>(number * 37 % 11)) *
                                        static_cast<double>(budget);
  return trial;
}

RecordedStudy synthetic_search(const SyntheticSearch& search) {
  RecordedStudy record;
  record.study = {1, search.name, "search",
                  Json({{"searcher", search.searcher}, {"units", 1}, {"data", "none"}}).dump(),
                  kStart};
  Random random(5, Purpose::test, search.searcher == "rnn" ? 1 : 0);
  std::vector<std::string> formulas = {"max(x, 0)", "x * sigmoid(x)", "max(x, tanh(x))",
                                       "x * sigmoid(beta * x) where beta = 1"};
  for (std::int64_t number = 0; number < search.trials; ++number) {
    const auto place = static_cast<std::size_t>(number);
    const double share = static_cast<double>(number) / static_cast<double>(search.trials);
    const std::string formula = place < formulas.size() ? formulas[place] : formula_of(random);
    const double mean = 0.62 + search.learning * share;
    const double draw = random.uniform_double();
    const double luck = random.uniform_double() + random.uniform_double() - 1.0;
    Trial trial = ended_trial(number, formula, mean + 0.09 * luck);
    make_trouble(trial, place < formulas.size() ? 1.0 : draw);
    record.trials.push_back(trial);
    if (search.rungs && trial.outcome == Outcome::ok) promote(record.trials, trial, luck, random);
  }
  std::ranges::sort(record.trials, {}, &Trial::number);
  for (std::int64_t i = 0; i <= search.updates && search.updates > 0; ++i) {
    record.updates.push_back(update_of(i, search.updates, random));
  }
  return record;
}

RecordedStudy synthetic_grid() {
  RecordedStudy record;
  record.study = {1, "synthetic grid", "grid", R"({"steps": 1})", kStart};
  for (const char* model : {"resnet8", "resnet20"}) {
    for (std::int64_t seed = 0; seed < 3; ++seed) {
      for (const double reward : {0.70, 0.74}) {
        const std::int64_t number = std::ssize(record.trials);
        Trial trial = ended_trial(number, reward < 0.72 ? "relu" : "swish",
                                  reward + 0.004 * static_cast<double>(number % 5), 300);
        trial.seed = seed;
        trial.configuration =
            text(R"({"config": {"data": "shapes", "model": ")", model, R"(", "validation": 100}})");
        for (const double step : {100.0, 200.0, 300.0}) {
          record.metrics[number].push_back(
              {static_cast<std::int64_t>(step), "train_loss", 2.0 - reward * step / 300.0});
        }
        record.trials.push_back(trial);
      }
    }
  }
  record.trials.back().outcome = Outcome::diverged;
  record.trials.back().reward = 0.0;
  record.metrics[record.trials.back().number].back().value =
      std::numeric_limits<double>::quiet_NaN();
  return record;
}

RecordedStudy hostile_study() {
  const std::string script = "</script><script>document.title = 'broken'</script>";
  RecordedStudy record;
  record.study = {1, script, "<img src=x onerror=alert(1)>", "not JSON at all", kStart};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<std::string> formulas = {script,
                                             "<!-- x",
                                             "x * (",
                                             "",
                                             "\xff\xfe x",
                                             "1 / x",
                                             "exp(exp(exp(x)))",
                                             "sqrt(-1 - x^2)",
                                             std::string(3000, 'x')};
  for (std::size_t i = 0; i < formulas.size(); ++i) {
    Trial trial = ended_trial(static_cast<std::int64_t>(i), formulas[i], i == 2 ? nan : 1e-300);
    trial.error = trial.worker = i % 2 == 0 ? script : "\xc3\x28";
    trial.outcome = i % 3 == 0 ? Outcome::diverged : Outcome::ok;
    if (i == 4) trial.finished.reset();
    record.trials.push_back(trial);
  }
  record.updates.resize(3);
  record.updates[1].report = R"({"entropy": "high", "positions": [1, {"tokens": ["a"]}, null]})";
  record.updates[2].report = R"({"entropy": 1, "positions": [3, {"name": "</script>", "tokens": )"
                             R"(["<b>", "c"], "probabilities": [0.5]}]})";
  record.updates[2].baseline = nan;
  for (std::int64_t i = 0; i < 3; ++i) record.updates[static_cast<std::size_t>(i)].update = i;
  return record;
}

}  // namespace actlab::studies::test
