// One example forward and back through a small network, as a page:
//
//   ./run backprop --activation "x * sigmoid(beta * x)" --output backprop.html
#include <iostream>
#include <string>

#include <actlab/core/io/atomic_file.h>
#include <actlab/dynamics/experiments/backprop.h>
#include "examples/program.h"

using namespace actlab;

int main(int argc, char** argv) {
  CLI::App app(
      "One example forward and back through a small network as a page: every value, every slope,\n"
      "the gradient before and after, and the derivation of f' line by line.",
      "./run backprop");
  dynamics::BackpropOptions options;
  std::string output = "backprop.html";
  app.add_option("-a,--activation", options.activation, "a name or a formula")
      ->capture_default_str();
  app.add_option("--input", options.input, "two numbers, between commas")
      ->delimiter(',')
      ->expected(2)
      ->capture_default_str();
  app.add_option("--label", options.label, "the right class: 0 or 1")->capture_default_str();
  app.add_option("--depth", options.depth, "hidden layers")->capture_default_str();
  app.add_option("--width", options.width, "units of each")->capture_default_str();
  app.add_option("--lr", options.lr, "of the update at the end")->capture_default_str();
  app.add_option("--seed", options.seed, "of the weights")->capture_default_str();
  app.add_option("-o,--output", output, "the page, HTML")->capture_default_str();
  return run_program(app, argc, argv, [&] {
    const dynamics::Backprop passage = dynamics::backprop(options);
    write_file(output, dynamics::backprop_page(passage));
    std::cout << "written to " << output << '\n' << dynamics::backprop_finding(passage) << '\n';
  });
}
