// float32 against double: how long a run follows the losses that exact arithmetic would give.
//
//   ./run data cifar10
//   ./run precision
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/core/io/json.h>
#include <actlab/report/figure.h>
#include <actlab/tasks/image_classification.h>
#include <actlab/training/config_text.h>
#include <actlab/training/loss_trace.h>
#include <actlab/training/setup.h>
#include "examples/program.h"

using namespace actlab;

namespace {

constexpr std::size_t kSteps = 20;
constexpr double kLeft = 1e-5;  // relative: a run farther off has left the exact one

struct Comparison {
  std::string activation, optimizer;
  std::vector<double> errors;  // |loss / exact - 1| of each step

  double largest() const { return *std::ranges::max_element(errors); }
  // The first step that is farther off than kLeft; 0: none.
  std::size_t left_at() const {
    const auto found = std::ranges::find_if(errors, [](double error) { return error > kLeft; });
    return found == errors.end() ? 0 : static_cast<std::size_t>(found - errors.begin()) + 1;
  }
};

struct Trace {
  std::string activation, optimizer;
  double lr = 0.0;
  std::vector<double> losses;  // of every step, in double
};

// What a line of the file says. Throws Error where it is not whole.
Trace trace_of(const std::string& line, const std::string& source) {
  const Json json = parse_json(line, source);
  const auto get = [&](const char* key, const auto& fits, const char* kind) -> const Json& {
    if (!json.is_object() || !json.contains(key) || !fits(json[key])) {
      throw Error(text("[precision] ", source, ": \"", key, "\" should be ", kind));
    }
    return json[key];
  };
  const auto is_text = [](const Json& value) { return value.is_string(); };
  const auto is_rate = [](const Json& value) { return value.is_number(); };
  const auto are_losses = [](const Json& value) {
    const auto above_zero = [](const Json& v) { return v.is_number() && v.get<double>() > 0.0; };
    return value.is_array() && value.size() == kSteps && std::ranges::all_of(value, above_zero);
  };
  return {get("activation", is_text, "a text").get<std::string>(),
          get("optimizer", is_text, "a text").get<std::string>(),
          get("lr", is_rate, "a number").get<double>(),
          get("losses", are_losses, "a list of 20 numbers above 0").get<std::vector<double>>()};
}

std::vector<Trace> traces_of(const std::string& folder) {
  const std::string path = folder + "/resnet20_traces.jsonl";
  std::ifstream file(path);
  if (!file) throw Error(text("[precision] no resnet20_traces.jsonl in ", folder));
  std::vector<Trace> traces;
  for (std::string line; std::getline(file, line);) {
    traces.push_back(trace_of(line, text(path, " line ", traces.size() + 1)));
  }
  if (traces.empty()) {
    throw Error(text("[precision] ", path, " is empty; a line of it is a run: {\"activation\": ",
                     "\"relu\", \"optimizer\": \"sgd\", \"lr\": 0.01, \"losses\": [2.39, ...]}"));
  }
  return traces;
}

Comparison compare(const Trace& trace, const std::string& folder, const std::string& data_dir) {
  tasks::ImageClassificationConfig config;
  apply_json(config, R"({"data": "cifar10", "batch_size": 64, "shuffle": "off", "augment": "off",
                         "schedule": "constant"})",
             "the protocol");
  config.init = folder + "/resnet20_init.safetensors";
  config.data_dir = data_dir;
  config.activation = trace.activation;
  config.optimizer = trace.optimizer;
  config.lr = trace.lr;
  config.max_steps = std::ssize(trace.losses);
  training::check(config);
  tasks::ImageClassification task(config);
  const auto optimizer = training::make_optimizer(config, task.model());
  training::LossTrace run;
  training::make_loop(config, task, *optimizer).with(run).run();
  Comparison result{config.activation, config.optimizer, {}};
  for (std::size_t i = 0; i < run.losses.size(); ++i) {
    result.errors.push_back(std::abs(run.losses[i] / trace.losses[i] - 1.0));
  }
  return result;
}

// All traces are read before anything is trained.
std::vector<Comparison> compare_all(const std::string& folder, const std::string& data_dir) {
  std::vector<Comparison> comparisons;
  for (const Trace& trace : traces_of(folder)) {
    comparisons.push_back(compare(trace, folder, data_dir));
  }
  return comparisons;
}

void print_table(const std::vector<Comparison>& comparisons) {
  std::printf("%-10s %-9s %12s %12s %12s  %s\n", "function", "optimizer", "step 1", "step 5",
              "step 20", "leaves the exact losses");
  for (const Comparison& c : comparisons) {
    const std::string left = c.left_at() == 0 ? "never" : text("at step ", c.left_at());
    std::printf("%-10s %-9s %12.1e %12.1e %12.1e  %s\n", c.activation.c_str(), c.optimizer.c_str(),
                c.errors.front(), c.errors.at(4), c.errors.back(), left.c_str());
  }
}

std::string picture(const std::vector<Comparison>& comparisons) {
  report::Panel panel{.title = "|loss in float32 / loss in double - 1|",
                      .x = {.label = "step"},
                      .y = {.label = "relative error", .logarithmic = true}};
  for (const Comparison& c : comparisons) {
    report::Series series{.label = c.activation + ", " + c.optimizer};
    for (std::size_t i = 0; i < c.errors.size(); ++i) {
      series.x.push_back(static_cast<double>(i + 1));
      series.y.push_back(std::max(c.errors[i], 1e-9));  // double was stored with float32's start
    }
    panel.series.push_back(std::move(series));
  }
  return report::draw({.title = "How long float32 follows double",
                       .panels = {panel},
                       .columns = 1,
                       .panel_width = 820,
                       .panel_height = 440});
}

std::string finding(const std::vector<Comparison>& comparisons) {
  double smooth = 0.0;
  std::vector<std::string> left;
  for (const Comparison& c : comparisons) {
    if (c.left_at() == 0) {
      smooth = std::max(smooth, c.largest());
    } else {
      left.push_back(text(c.activation, " with ", c.optimizer, " leaves them at step ", c.left_at(),
                          " and ends ", c.errors.back(), " off"));
    }
  }
  return text("Runs that follow the double-precision losses do so to ", smooth, " for ",
              comparisons.front().errors.size(), " steps; ",
              left.empty() ? "none leaves" : joined(left, "; "), ".");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "How long a run in float32 follows the losses of double precision: a ResNet-20 from stored\n"
      "weights on CIFAR-10, 20 steps, beside losses that PyTorch computed in double.",
      "./run precision");
  std::string folder, data_dir, output = "precision.svg";
  app.add_option("--traces", folder, "folder of resnet20_init.safetensors and _traces.jsonl")
      ->required();
  app.add_option("--data-dir", data_dir, "where ./run data has put CIFAR-10");
  app.add_option("-o,--output", output, "the picture, SVG")->capture_default_str();
  return run_program(app, argc, argv, [&] {
    const std::vector<Comparison> comparisons = compare_all(folder, data_dir);
    print_table(comparisons);
    write_file(output, picture(comparisons));
    std::cout << "written to " << output << '\n' << finding(comparisons) << '\n';
  });
}
