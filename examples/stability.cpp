// Who trains and who diverges: activations by learning rate, with batch normalisation off, on, and
// on without its scale.
//
//   ./run stability --activations relu,swish,tanh --lrs 0.01,0.1,1,10
#include <algorithm>
#include <cmath>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/compiler/constant_formula.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/report/figure.h>
#include <actlab/tasks/points_classification.h>
#include <actlab/training/divergence.h>
#include <actlab/training/setup.h>
#include "examples/formula_list.h"
#include "examples/program.h"

using namespace actlab;

namespace {

const std::vector<std::string> kNorms = {"off", "on", "no-scale"};
constexpr double kTrained = 0.9;  // of held-out points

struct Request {
  std::string list = "relu,tanh,swish,sine";
  std::vector<std::string> activations{};
  std::vector<double> lrs = {0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0};
  std::string data = "spirals";
  std::int64_t depth = 4;
  std::int64_t steps = 400;
  std::int64_t seeds = 2;
  std::string output = "stability.svg";
};

struct Cell {
  std::string activation, norm;
  double lr = 0.0;
  double accuracy = 0.0;  // mean over the seeds that did not diverge
  std::int64_t diverged = 0;

  bool trains() const { return diverged == 0 && accuracy >= kTrained; }
};

// Accuracy on held-out points; nothing where the run diverged.
std::optional<double> accuracy_of(const Request& request, const Cell& cell, std::int64_t seed) {
  tasks::PointsConfig config;
  config.activation = cell.activation;
  config.of_model.set("batch-norm", cell.norm);
  config.data = request.data;
  config.of_model.set("depth", request.depth);
  config.max_steps = request.steps;
  config.optimizer = "sgd";
  config.lr = cell.lr;
  config.seed = seed;
  training::check(config);
  tasks::PointsClassification task(config);
  const auto optimizer = training::make_optimizer(config, task.model());
  try {
    training::make_loop(config, task, *optimizer).run();
    return training::find_measure(task.evaluate(training::Part::test), task.goal().measure);
  } catch (const training::Divergence&) {
    return {};
  }
}

Cell measure(const Request& request, Cell cell) {
  double sum = 0.0;
  for (std::int64_t seed = 0; seed < request.seeds; ++seed) {
    const std::optional<double> accuracy = accuracy_of(request, cell, seed);
    if (accuracy) sum += *accuracy;
    if (!accuracy) ++cell.diverged;
  }
  const auto counted = static_cast<double>(request.seeds - cell.diverged);
  cell.accuracy = counted > 0.0 ? sum / counted : 0.0;
  return cell;
}

std::vector<Cell> measure_all(const Request& request) {
  std::vector<Cell> cells;
  for (const std::string& norm : kNorms) {
    for (const std::string& activation : request.activations) {
      for (const double lr : request.lrs) {
        cells.push_back(measure(request, {.activation = activation, .norm = norm, .lr = lr}));
      }
    }
  }
  return cells;
}

// A row for each activation; a cell is percent, or "-" where a seed diverged.
void print_table(const Request& request, const std::vector<Cell>& cells) {
  std::size_t next = 0;
  for (const std::string& norm : kNorms) {
    std::printf("batch norm %s\n%-12s", norm.c_str(), "  lr");
    for (const double lr : request.lrs) std::printf(" %6g", lr);
    std::printf("\n");
    for (const std::string& activation : request.activations) {
      std::printf("  %-10s", activation.substr(0, 10).c_str());
      for (std::size_t i = 0; i < request.lrs.size(); ++i) {
        const Cell& cell = cells[next++];
        if (cell.diverged > 0) std::printf(" %6s", "-");
        if (cell.diverged == 0) std::printf(" %6.0f", 100.0 * cell.accuracy);
      }
      std::printf("\n");
    }
  }
}

std::string picture(const Request& request, const std::vector<Cell>& cells) {
  report::Figure figure{.title = "Test accuracy by learning rate; a line ends where runs diverge",
                        .columns = 3,
                        .panel_width = 380};
  for (const std::string& norm : kNorms) {
    report::Panel panel{.title = "batch norm " + norm,
                        .x = {.label = "learning rate", .logarithmic = true},
                        .y = {.label = "accuracy", .range = report::Range{0.0, 1.0}}};
    for (const std::string& activation : request.activations) {
      report::Series series{.label = activation};
      for (const Cell& cell : cells) {
        if (cell.norm != norm || cell.activation != activation) continue;
        series.x.push_back(cell.lr);
        series.y.push_back(cell.diverged > 0 ? std::nan("") : cell.accuracy);
      }
      panel.series.push_back(std::move(series));
    }
    figure.panels.push_back(std::move(panel));
  }
  return report::draw(figure);
}

// "relu 0.01 to 1" for the rates at which every seed trains.
std::string range_of(const std::vector<Cell>& cells, const std::string& activation,
                     const std::string& norm) {
  std::vector<double> lrs;
  for (const Cell& cell : cells) {
    if (cell.norm == norm && cell.activation == activation && cell.trains()) lrs.push_back(cell.lr);
  }
  if (lrs.empty()) return activation + " at none";
  const auto [low, high] = std::ranges::minmax(lrs);
  return low == high ? text(activation, " at ", low)
                     : text(activation, " from ", low, " to ", high);
}

std::string finding(const Request& request, const std::vector<Cell>& cells) {
  std::string sentence = text("Rates at which every seed reaches ", 100.0 * kTrained, " %");
  for (const std::string& norm : kNorms) {
    sentence += text("; batch norm ", norm, ": ");
    for (const std::string& activation : request.activations) {
      sentence += (activation == request.activations.front() ? "" : ", ") +
                  range_of(cells, activation, norm);
    }
  }
  return sentence + ".";
}

void run(const Request& request) {
  if (request.activations.empty()) throw UsageError("[stability] --activations names none");
  require_different("[stability] --activations", request.activations);
  std::vector<std::string> rates;
  for (const double lr : request.lrs) rates.push_back(text(lr));
  require_different("[stability] --lrs", rates);
  for (const std::string& activation : request.activations) {
    formula::require_not_constant(*formula::compile(activation));
  }
  const std::vector<Cell> cells = measure_all(request);
  print_table(request, cells);
  write_file(request.output, picture(request, cells));
  std::cout << "written to " << request.output << '\n' << finding(request, cells) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Who trains and who diverges: activations by learning rate, with batch normalisation off, "
      "on,\nand on without its scale. Trains a perceptron on points of the plane by plain SGD with "
      "momentum;\nends in one sentence.",
      "./run stability");
  Request request;
  app.add_option("--activations", request.list, "names or formulas, between commas")
      ->capture_default_str();
  app.add_option("--lrs", request.lrs, "learning rates, between commas")
      ->delimiter(',')
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--data", request.data, "moons, circles, spirals, checkerboard or csv:FILE")
      ->capture_default_str();
  app.add_option("--depth", request.depth, "hidden layers")->capture_default_str();
  app.add_option("--steps", request.steps, "updates of each run")->capture_default_str();
  app.add_option("--seeds", request.seeds, "runs of each cell")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  app.add_option("-o,--output", request.output, "the picture, SVG")->capture_default_str();
  return run_program(app, argc, argv, [&] {
    request.activations = formulas_of(request.list);
    run(request);
  });
}
