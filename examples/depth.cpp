// How far a gradient reaches in plain and residual networks, with and without batch normalisation:
//
//   ./run depth --activation swish --depth 60 --output depth.svg
#include <cmath>
#include <iostream>
#include <string>
#include <vector>

#include <actlab/core/io/atomic_file.h>
#include <actlab/dynamics/experiments/gradient_depth.h>
#include <actlab/report/figure.h>
#include "examples/program.h"

using namespace actlab;

namespace {

report::Series curve(const std::string& label, const std::vector<double>& values, double beside,
                     int color) {
  report::Series series{.label = label, .color = color};
  for (std::size_t i = 0; i < values.size(); ++i) {
    series.x.push_back(static_cast<double>(i + 1));
    series.y.push_back(values[i] / beside);
  }
  return series;
}

// From the last layer, which the gradient meets first, down to the first.
report::Series theory(const dynamics::GradientByDepth& network, int color) {
  const std::size_t depth = network.deviations.size();
  std::vector<double> values;
  for (std::size_t i = 0; i < depth; ++i) {
    values.push_back(std::pow(network.theory_factor, 0.5 * static_cast<double>(depth - 1 - i)));
  }
  report::Series series = curve(network.name + ", theory", values, 1.0, color);
  series.dashed = true;
  return series;
}

std::string picture(const std::string& activation,
                    const std::vector<dynamics::GradientByDepth>& networks) {
  report::Panel gradients{.title = "gradient by z, beside the last layer's",
                          .x = {.label = "layer; the gradient comes from the right"},
                          .y = {.label = "root mean square", .logarithmic = true}};
  report::Panel signals{.title = "z itself",
                        .x = {.label = "layer"},
                        .y = {.label = "root mean square", .logarithmic = true}};
  int color = 0;
  for (const dynamics::GradientByDepth& network : networks) {
    gradients.series.push_back(
        curve(network.name, network.deviations, network.deviations.back(), color));
    if (std::isfinite(network.theory_factor)) gradients.series.push_back(theory(network, color));
    signals.series.push_back(curve(network.name, network.signal, 1.0, color));
    ++color;
  }
  return report::draw({.title = "How far the gradient reaches: " + activation,
                       .panels = {gradients, signals},
                       .panel_width = 560,
                       .panel_height = 400});
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "How far a gradient reaches before any training: the same deep network plain, with batch\n"
      "normalisation, with skip connections, and with both; theory is drawn in. Ends in one "
      "sentence.",
      "./run depth");
  dynamics::DepthOptions options;
  std::string output = "depth.svg";
  app.add_option("-a,--activation", options.activation, "a name or a formula")
      ->capture_default_str();
  app.add_option("--depth", options.depth, "hidden layers")
      ->check(CLI::Range(2, 1000))
      ->capture_default_str();
  app.add_option("--width", options.width, "units of each")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  app.add_option("--examples", options.examples, "inputs drawn from N(0, 1)")
      ->check(CLI::Range(2, 65536))
      ->capture_default_str();
  app.add_option("--seed", options.seed, "of weights and inputs")->capture_default_str();
  app.add_option("-o,--output", output, "the picture, SVG")->capture_default_str();
  return run_program(app, argc, argv, [&] {
    const auto networks = dynamics::gradient_by_depth(options);
    write_file(output, picture(options.activation, networks));
    std::cout << "written to " << output << '\n'
              << dynamics::depth_finding(options.activation, networks) << '\n';
  });
}
