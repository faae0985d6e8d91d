// ./run summary: what a network consists of, layer by layer, for one image.
//
// The last line is one JSON object: {"activation_parameters": 688, "activation_sites": 19,
// "multiply_adds": 40551040, "parameters": 270410}
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/io/json.h>
#include <actlab/layers/models/model_config.h>
#include <actlab/layers/summary.h>
#include <actlab/tasks/image_classification.h>
#include <actlab/tasks/image_weights.h>
#include "examples/config_flags.h"
#include "examples/program.h"

namespace {

using namespace actlab;
using tasks::ImageClassificationConfig;

constexpr std::int64_t kColours = 3;
constexpr std::int64_t kLargestSide = 4096;
constexpr std::int64_t kMostClasses = 1'000'000;

struct Options {
  std::string model;
  std::int64_t classes = 10;
  std::optional<std::int64_t> side;
};

void summarise(const Options& options, const ConfigFlags& flags) {
  ImageClassificationConfig config;
  config.model = options.model;
  flags.apply(config);
  layers::check(config, layers::ModelInput::images);
  const std::int64_t side = options.side.value_or(layers::find_model(config.model).side);
  require_range("image-side", side, std::int64_t{1}, kLargestSide);
  require_range("classes", options.classes, std::int64_t{1}, kMostClasses);
  const auto model =
      layers::make_model(config, {side, side, kColours}, options.classes, config.activation, 0);
  const layers::Summary summary = layers::summarise(*model, {1, side, side, kColours});
  std::cout << config.model << " with " << config.activation << ", " << options.classes
            << " classes, one image of " << side << " x " << side << " pixels\n\n"
            << layers::to_text(summary)
            << Json{{"parameters", summary.total.parameters},
                    {"activation_parameters", summary.activation_parameters},
                    {"activation_sites", summary.activation_sites},
                    {"multiply_adds", summary.total.multiply_adds}}
                   .dump()
            << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "The layers of a network for images: output, parameters, multiply-adds (of convolutions and\n"
      "linear layers, one image forward) and the memory of what they make, where it is stored.\n"
      "The last line is one JSON object.\n"
      "Example: ./run summary mobilenet --classes 200 --image-side 64 --activation swish",
      "./run summary");
  Options options;
  app.add_option("MODEL", options.model, "one of: " + layers::model_names_text())->required();
  app.add_option("--classes", options.classes, "classes")->capture_default_str();
  app.add_option("--image-side", options.side,
                 "height and width of the image; default: what the network was made for");
  std::vector<std::string> names = tasks::settings_of_network();
  std::erase(names, "model");
  const ConfigFlags flags(app, names, ImageClassificationConfig());
  return run_program(app, argc, argv, [&] { summarise(options, flags); });
}
